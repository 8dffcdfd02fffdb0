import {
  copyFileSync,
  existsSync,
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

/** What a city's other files say of its rulebook has to fit too: where it does not, no test is even loaded. */
const BESIDE = ['assessments', 'occasions'];

/** The mutants of every rulebook of the project at `root`, the demonstration's aside, which carries out no city's rules. */
export function rulebookMutants(root: string, idsIn: RuleIds): LineMutant[] {
  const dir = mkdtempSync(join(tmpdir(), 'huiyin-rulebook-'));
  try {
    copyFileSync(join(root, 'config/units.yaml'), join(dir, 'units.yaml'));
    const isRulebookOf = (name: string): ((text: string) => boolean) => {
      for (const folder of ['rulebooks', ...BESIDE]) {
        rmSync(join(dir, folder), { recursive: true, force: true });
        mkdirSync(join(dir, folder));
        const file = join(root, 'config', folder, name);
        if (existsSync(file)) copyFileSync(file, join(dir, folder, name));
      }
      return (text) => {
        writeFileSync(join(dir, 'rulebooks', name), text);
        try {
          return loadConfig(dir).rulebooks.size === 1;
        } catch {
          return false;
        }
      };
    };
    return readdirSync(join(root, FOLDER))
      .filter((name) => name.endsWith('.yaml') && name !== 'demo.yaml')
      .toSorted()
      .flatMap((name) => {
        const file = `${FOLDER}/${name}`;
        return lineMutants(file, readFileSync(join(root, file), 'utf8'), idsIn, isRulebookOf(name));
      });
  } finally {
    rmSync(dir, { recursive: true });
  }
}
