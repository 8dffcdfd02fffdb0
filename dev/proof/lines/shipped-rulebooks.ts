import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    // What a city's other files say of its rulebook has to fit too: where it does not, no test is even loaded.
    cpSync(join(root, 'config'), dir, { recursive: true });
    return readdirSync(join(root, FOLDER))
      .filter((name) => name.endsWith('.yaml') && name !== 'demo.yaml')
      .toSorted()
      .flatMap((name) => {
        const file = `${FOLDER}/${name}`;
        const text = readFileSync(join(root, file), 'utf8');
        const tried = join(dir, 'rulebooks', name);
        const isRulebook = (changed: string): boolean => {
          writeFileSync(tried, changed);
          try {
            loadConfig(dir);
            return true;
          } catch {
            return false;
          }
        };
        const mutants = lineMutants(file, text, idsIn, isRulebook);
        writeFileSync(tried, text);
        return mutants;
      });
  } finally {
    rmSync(dir, { recursive: true });
  }
}
