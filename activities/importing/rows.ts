import { type CsvError, parse } from 'csv-parse';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { type Column, columnOf, COLUMNS } from './columns';

/** A table of values separated by commas, with a line of names first; or a line of JSON a ticket. */
export type Format = 'csv' | 'json-lines';

/** A row with the line that it ends on; or why it is none. */
export type Row =
  | { readonly line: number; readonly said: Readonly<Partial<Record<Column, string>>> }
  | { readonly line: number; readonly wrong: string };

/** The first line does not say what the columns are: nothing of the file is taken. */
export class UnknownColumns extends Error {
  override readonly name = 'UnknownColumns';
  constructor(readonly columns: readonly string[]) {
    const known = Object.entries(COLUMNS).map(([name, chinese]) => `${name} ${chinese}`);
    super(`Unknown columns: ${columns.join(', ')}. There are: ${known.join(', ')}.`);
  }
}

/** Longer is no row (characters). */
const LONGEST = 100_000;

/**
 * Reads rows one after the other, of a file of any length.
 * @param bytes in UTF-8, or decoded already
 * @throws UnknownColumns
 */
export const rowsOf = (bytes: Readable, format: Format): AsyncGenerator<Row> =>
  format === 'csv' ? tableRows(bytes) : jsonRows(bytes);

async function* tableRows(bytes: Readable): AsyncGenerator<Row> {
  const skipped: Row[] = [];
  const parser = parse({
    bom: true,
    info: true,
    trim: true,
    skip_empty_lines: true,
    max_record_size: LONGEST,
    columns: (names: string[]) => columnsOf(names),
    skip_records_with_error: true,
    on_skip: (error: CsvError | undefined) => {
      skipped.push({ line: Number(error?.lines ?? 0), wrong: error?.message ?? 'not a row' });
      return undefined;
    },
  });
  bytes.once('error', (error) => parser.destroy(error));
  bytes.pipe(parser);
  for await (const { info, record } of parser as AsyncIterable<{
    info: { lines: number };
    record: Record<string, string>;
  }>) {
    yield* skipped.splice(0);
    yield { line: info.lines, said: saying(record) };
  }
  yield* skipped;
}

function columnsOf(names: readonly string[]): Column[] {
  const columns = names.map(columnOf);
  const unknown = names.filter((_, index) => columns[index] === undefined);
  if (unknown.length > 0) throw new UnknownColumns(unknown);
  return columns as Column[];
}

async function* jsonRows(bytes: Readable): AsyncGenerator<Row> {
  let line = 0;
  for await (const text of linesOf(bytes)) {
    line++;
    if (text.trim() === '') continue;
    yield jsonRow(line, text);
  }
}

/** One after the other; of one that is longer than any row no more is held than tells so. */
async function* linesOf(bytes: Readable): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  // Not by node's readline, which does not say that its input broke off.
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = (lines.pop() ?? '').slice(0, LONGEST + 1);
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function jsonRow(line: number, text: string): Row {
  if (text.length > LONGEST) return { line, wrong: `expected at most ${LONGEST} characters` };
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return { line, wrong: 'expected an object of JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { line, wrong: 'expected an object of JSON' };
  const entries = Object.entries(value).map(([name, it]) => [name, columnOf(name), it] as const);
  const unknown = entries.filter(([, column]) => column === undefined).map(([name]) => name);
  if (unknown.length > 0) return { line, wrong: `unknown fields: ${unknown.join(', ')}` };
  return {
    line,
    said: saying(
      Object.fromEntries(
        entries.map(([, column, it]) => [
          column,
          Array.isArray(it) ? it.join(';') : it === null ? '' : String(it),
        ]),
      ),
    ),
  };
}

/** Without what says nothing. */
const saying = (record: Readonly<Record<string, string>>): Partial<Record<Column, string>> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value.trim() !== ''));
