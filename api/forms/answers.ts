import { z } from 'zod';
import { FIELD_KINDS } from '../../domain/forms/field';
import { COMMANDS, keysOf, UNIT_LEVELS } from '../../domain/words';

const one = z
  .object({
    field: z.string().meta({ description: 'By its path from the body itself', example: 'told.attempts' }),
    is: z.array(z.union([z.string(), z.boolean()])).optional(),
    given: z.boolean().optional(),
  })
  .meta({ description: 'What is filled in elsewhere: one of `is`, or anything (`given: true`), or nothing' });
const condition = z.union([one, z.object({ all: z.array(one) })]);

const choices = z.array(
  z.object({ value: z.union([z.string(), z.int()]), label: z.string(), source: z.string().optional() }),
);

const inAnyField = {
  name: z.string().meta({ description: 'As the command’s body has it' }),
  label: z.string(),
  kind: z.enum(FIELD_KINDS),
  required: z.boolean().meta({ description: 'Whatever else is filled in' }),
  requiredIf: z.array(condition).optional().meta({ description: 'It is required where any of these holds' }),
  onlyIf: z
    .array(condition)
    .optional()
    .meta({ description: 'It is filled in only where all of these hold; else it is refused' }),
  choices: choices.optional().meta({ description: 'What it is chosen from, and nothing else' }),
  also: choices.optional().meta({ description: 'Of units: what else may stand there' }),
  longest: z.int().optional().meta({ description: 'In characters; of a group all of its texts together' }),
  of: z.enum(FIELD_KINDS).optional().meta({ description: 'Of a list: what each entry is' }),
  least: z.int().optional().meta({ description: 'Of a list: so many entries at least' }),
  most: z.int().optional().meta({ description: 'Of a list: so many entries at most' }),
  levels: z
    .array(z.enum(keysOf(UNIT_LEVELS)))
    .optional()
    .meta({ description: 'Of which levels its units may be; of all without it' }),
  parent: z.string().optional().meta({ description: 'Its units are those of this one' }),
  source: z.string().optional().meta({ description: 'The rule that wants it', example: 'JN-6' }),
};

const part = z.object(inAnyField).meta({ id: 'FormPart' });
const member = z.object({ ...inAnyField, fields: z.array(part).optional() }).meta({ id: 'FormMember' });
export const fieldAnswer = z
  .object({
    ...inAnyField,
    fields: z
      .array(member)
      .optional()
      .meta({ description: 'Of a group, or of each entry of a list of groups' }),
  })
  .meta({ id: 'FormField' });

export const formAnswer = z
  .object({
    command: z.enum(keysOf(COMMANDS)),
    label: z.string(),
    fields: z.array(fieldAnswer).meta({ description: 'In the order in which they are best shown' }),
    missing: z
      .array(
        z.object({
          command: z
            .enum(keysOf(COMMANDS))
            .optional()
            .meta({ description: 'What has to be done first, where that is a command of the asker' }),
          message: z.string(),
          reason: z.string().meta({ description: 'The same for programs' }),
          rule: z.string().optional(),
        }),
      )
      .meta({ description: 'Why it would be refused whatever is filled in; nothing where it is possible' }),
  })
  .meta({ id: 'Form' });

export const formsAnswer = z
  .object({
    items: z
      .array(
        z.object({
          command: z.enum(keysOf(COMMANDS)),
          label: z.string(),
          possible: z.boolean(),
          message: z.string().optional().meta({ description: 'Why it is not possible' }),
          reason: z.string().optional().meta({ description: 'The same for programs' }),
          rule: z.string().optional(),
        }),
      )
      .meta({ description: 'The commands of the asker’s role, in the order of a ticket’s life' }),
    etag: z.string().meta({ description: 'The ticket that this is said of', example: '"7"' }),
  })
  .meta({ id: 'Forms' });

export type FormFieldAnswer = z.infer<typeof fieldAnswer>;
export type FormAnswer = z.infer<typeof formAnswer>;
export type FormsAnswer = z.infer<typeof formsAnswer>;
