import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const ticketRule = z.strictObject({ id: z.string(), title: z.string().min(1) });
const serviceRule = ticketRule.extend({ about: z.literal('service'), why: z.string().min(1) });
const listFile = z.strictObject({
  sections: z.array(
    z.strictObject({
      prefix: z.string().regex(/^[A-Z]+$/),
      title: z.string().min(1),
      rules: z.array(z.union([serviceRule, ticketRule])),
    }),
  ),
});

export type Rule = z.infer<typeof ticketRule> | z.infer<typeof serviceRule>;
export type Section = z.infer<typeof listFile>['sections'][number];

/** A rule that is no part of any one ticket's life, and so has no place in the table. */
export const isAboutService = (rule: Rule): rule is z.infer<typeof serviceRule> => 'about' in rule;

/** The rules that there are, by source text. @throws where the file is not such a list, or has an id twice */
export function readRuleList(path: string): Section[] {
  const { sections } = listFile.parse(parse(readFileSync(path, 'utf8')));
  const seen = new Set<string>();
  for (const { prefix, rules } of sections) {
    for (const { id } of rules) {
      if (!new RegExp(`^${prefix}-\\d+$`).test(id)) throw new Error(`${path}: ${id} is not a ${prefix} id`);
      if (seen.has(id)) throw new Error(`${path}: ${id} is there twice`);
      seen.add(id);
    }
  }
  return sections;
}
