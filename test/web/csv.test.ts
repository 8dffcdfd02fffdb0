import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvText } from '../../web/board/tickets/csv';

describe('a table for a spreadsheet', () => {
  const text = fc
    .string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', '字', '1') })
    .map((it) => `x${it}`);

  test('is read as it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1 }), (rows) => {
        expect(parse(csvText(rows), { bom: true, record_delimiter: '\r\n' })).toEqual(rows);
      }),
    );
  });

  test('no cell of it is a formula', () => {
    expect(csvText([['=1+1', '＝1', '@x', '-2', 3, undefined]])).toBe("\uFEFF'=1+1,'＝1,'@x,'-2,3,\r\n");
  });
});
