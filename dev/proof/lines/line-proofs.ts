import type { Claim } from '../claims';
import type { LineMutant } from './line-mutants';
import type { Proof } from '../proof';
import type { Worker } from '../workers';

/** Takes away one line after the other, by as many processes as there are workers; `tell` hears of each. */
export async function lineProofs(
  workers: readonly Worker[],
  mutants: readonly LineMutant[],
  claims: readonly Claim[],
  tell: (proof: Proof) => void,
): Promise<Proof[]> {
  const proofs = Array.from<Proof>({ length: mutants.length });
  const rest = mutants.entries();
  await Promise.all(
    workers.map(async (worker) => {
      for (const [index, mutant] of rest) {
        const proof = await lineProof(worker, mutant, claims);
        proofs[index] = proof;
        tell(proof);
      }
    }),
  );
  return proofs;
}

async function lineProof(worker: Worker, mutant: LineMutant, claims: readonly Claim[]): Promise<Proof> {
  const { text, rules, ...what } = mutant;
  const mine = claims.filter((claim) => claim.rules.some((rule) => rules.includes(rule)));
  if (text === undefined || mine.length === 0) {
    return { ...what, verdicts: rules.map((rule) => ({ rule, claims: mine.length })) };
  }
  const answer = await worker.ask({ ask: 'without', file: mutant.file, text, rules, claims: mine });
  if (!('verdicts' in answer)) throw new Error('expected verdicts');
  return { ...what, verdicts: answer.verdicts };
}
