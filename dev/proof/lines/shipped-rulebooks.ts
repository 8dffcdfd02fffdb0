import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../../config/load';
import type { RuleIds } from '../../rules/rule-ids';
import { type LineMutant, lineMutants } from './line-mutants';

const FOLDER = 'config/rulebooks';

/** The mutants of every rulebook of the project at `root`, the demonstration's aside, which carries out no city's rules. */
export function rulebookMutants(root: string, idsIn: RuleIds): LineMutant[] {
  const dir = mkdtempSync(join(tmpdir(), 'huiyin-rulebook-'));
  try {
    mkdirSync(join(dir, 'rulebooks'));
    copyFileSync(join(root, 'config/units.yaml'), join(dir, 'units.yaml'));
    const isRulebook = (text: string): boolean => {
      writeFileSync(join(dir, 'rulebooks/one.yaml'), text);
      try {
        return loadConfig(dir).rulebooks.size === 1;
      } catch {
        return false;
      }
    };
    return readdirSync(join(root, FOLDER))
      .filter((name) => name.endsWith('.yaml') && name !== 'demo.yaml')
      .toSorted()
      .map((name) => `${FOLDER}/${name}`)
      .flatMap((file) => lineMutants(file, readFileSync(join(root, file), 'utf8'), idsIn, isRulebook));
  } finally {
    rmSync(dir, { recursive: true });
  }
}
