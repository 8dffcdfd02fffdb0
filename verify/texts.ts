import { createHmac } from 'node:crypto';
import { strayFields } from './ledger';
import { canonical, type Finding, type Pack } from './pack';

/** By what each text is bound: the command that said it (the ticket, for title and content), and its commitment. */
function commitmentsIn({ ticket, lines, superseded }: Pack): {
  bound: Map<string, Set<string>>;
  unbound: number;
} {
  const bound = new Map<string, Set<string>>();
  let unbound = 0;
  const add = (of: string, commitment: unknown): void => {
    if (typeof commitment === 'string') bound.set(of, (bound.get(of) ?? new Set()).add(commitment));
    else unbound++;
  };
  for (const { type, data } of [...lines, ...superseded]) {
    if (type === 'registered') add(ticket, data.commitment);
    const text = data.text as { ref: string; commitment?: string } | undefined;
    if (text) add(text.ref, text.commitment);
  }
  return { bound, unbound };
}

/**
 * Each text is what its line is bound to. One that was erased leaves its commitment, and breaks nothing: that something was said is
 * proven, and what is gone.
 */
export function textsOf(pack: Pack): Finding {
  const { bound, unbound } = commitmentsIn(pack);
  const wrong: string[] = [];
  const seen = new Set<string>();
  const erased: string[] = [];
  for (const text of pack.texts) {
    const { of, said, opener } = text;
    const where = `text of ${of}`;
    const commitments = bound.get(of);
    wrong.push(...strayFields(text, ['of', 'said', 'opener'], where));
    if (seen.has(of)) wrong.push(`${where}: is there twice`);
    seen.add(of);
    if (!commitments) wrong.push(`${where}: no line refers to it`);
    else if (said === undefined && opener === undefined) erased.push(of);
    else if (said === undefined || opener === undefined)
      wrong.push(`${where}: either the text or its key is missing`);
    else {
      const own = createHmac('sha256', Buffer.from(opener, 'base64url'))
        .update(canonical([of, said]))
        .digest('base64url');
      if (commitments.size !== 1 || !commitments.has(own)) wrong.push(`${where}: is not what was said`);
    }
  }
  for (const of of bound.keys())
    if (!seen.has(of)) wrong.push(`text of ${of}: is missing, and not marked as erased`);
  const proven = [`${seen.size - erased.length} texts are what was said`];
  const open = [
    ...(erased.length > 0 ? [`erased, their commitments stand: ${erased.join(', ')}`] : []),
    ...(unbound > 0 ? [`texts from before there were commitments: ${unbound}`] : []),
  ];
  return { of: 'texts', proven, open, wrong };
}
