import { json } from '../../api/http/address';
import { openApiDocument } from '../../api/http/openapi';
import { restrictionBody } from '../../api/restrictions/bodies';
import { loadConfig } from '../../config/load';

const body = restrictionBody(loadConfig());

test('HZ-4: evidence may be a text alone, and the document says so', () => {
  const address = { id: 'x', method: 'post', path: '/x', tag: 'x', summary: 'x', who: [], answers: {} };
  const document = JSON.stringify(openApiDocument([{ ...address, shows: [], takes: json(body) } as never]));
  expect(/"evidence":\{[^{]*"type":[^,}]*,[^,}]*/.exec(document)?.[0]).toContain('["object","string"]');
  const given = { phone: '13800138000', rulebook: 'huizhou', days: 1, reason: '反复骚扰' };
  expect(body.parse({ ...given, evidence: '通话录音' }).evidence).toEqual({ text: '通话录音' });
});
