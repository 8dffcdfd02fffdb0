import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import { parse } from 'yaml';
import { SETTINGS } from '../../config/settings';
import { projectRoot } from '../../dev/cache';
import { imageSettings, wrongSettings } from '../../dev/deploy/named-settings';
import { CHART } from '../../dev/deploy/rendered-chart';

// Rendered by Helm, checked by the schemas of Kubernetes and read by Compose's own parser they are in `npm run check-deploy`.

type Values = { readonly [name: string]: unknown };

const read = (...path: string[]): string => readFileSync(join(...path), 'utf8');
const schema = JSON.parse(read(CHART, 'values.schema.json')) as {
  properties: { settings: { properties: Record<string, object> } };
};
const isValid = new Ajv2020({ allErrors: true, strict: false }).compile(schema);
const defaults = parse(read(CHART, 'values.yaml')) as Values;
const plain = parse(read(CHART, 'ci', 'plain-values.yaml')) as Values;

const isMap = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** As Helm lays values over the chart's own. */
const over = (own: unknown, given: unknown): unknown =>
  isMap(own) && isMap(given)
    ? { ...own, ...Object.fromEntries(Object.entries(given).map(([key, it]) => [key, over(own[key], it)])) }
    : given;

/** What the schema says of these values, in its own words. */
function refusals(given: unknown): string[] {
  isValid(over(defaults, given));
  return (isValid.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}

describe('the values of the chart', () => {
  test.each(readdirSync(join(CHART, 'ci')))('%s are taken', (file) => {
    expect(refusals(parse(read(CHART, 'ci', file)))).toEqual([]);
  });

  test('what only the one who installs can know is asked for, by its name', () => {
    expect(refusals({}).toSorted()).toEqual([
      "/image: must have required property 'repository'",
      "/settings: must have required property 'HUIYIN_PUBLIC_URL'",
      "/temporal: must have required property 'address'",
      ": must have required property 'secretName'",
    ]);
  });

  test.each([
    [{ secretname: 'huiyin' }, ''],
    [{ settings: { HUIYIN_DATA_KEY: '01' } }, '/settings'],
    [{ settings: { HUIYIN_PUBLIC_URL: 'https://12345.example.gov.cn/path' } }, '/settings/HUIYIN_PUBLIC_URL'],
    [{ settings: { HUIYIN_CLAMAV: 'clamav' } }, '/settings/HUIYIN_CLAMAV'],
    [{ settings: { HUIYIN_CHANGE_RATE: 10_001 } }, '/settings/HUIYIN_CHANGE_RATE'],
    [{ settings: { HUIYIN_GATHER_SECONDS: 3_601 } }, '/settings/HUIYIN_GATHER_SECONDS'],
    [{ settings: { LOG_LEVEL: 'loud' } }, '/settings/LOG_LEVEL'],
    [{ settings: { HUIYIN_JWKS_URL: 'http://login.example.gov.cn/keys' } }, '/settings/HUIYIN_JWKS_URL'],
    [{ settings: { HUIYIN_JWKS_URL: 'https://login.example.gov.cn/keys' } }, '/settings'],
    [{ settings: { HUIYIN_TRUST_PROXY: true } }, '/settings/HUIYIN_TRUST_PROXY'],
    [{ temporal: { address: 'temporal' } }, '/temporal/address'],
    [{ worker: { autoscaling: { min: 0 } } }, '/worker/autoscaling/min'],
    [{ ingress: { enabled: true } }, '/ingress'],
  ])('%j is refused', (change, where) => {
    const wrong = refusals(over(plain, change));
    expect(wrong.map((refusal) => refusal.split(':')[0])).toContain(where);
  });
});

/** Every name of a setting that stands in a text: nothing else there is written in capitals. */
const namesIn = (text: string): Record<string, undefined> =>
  Object.fromEntries((text.match(/\b[A-Z][A-Z_]{3,}\b/g) ?? []).map((name) => [name, undefined]));

describe('every setting of the service, and no other, can be given', () => {
  test('by the chart', () => {
    const templates = readdirSync(join(CHART, 'templates'))
      .filter((file) => file.endsWith('.yaml') || file.endsWith('.tpl'))
      .map((file) => read(CHART, 'templates', file));
    const settings = Object.keys(schema.properties.settings.properties);
    expect(wrongSettings('the chart', { all: namesIn([...templates, ...settings].join('\n')) })).toEqual([]);
  });

  test('by docker-compose.yml, or is set in the image', () => {
    const { services } = parse(read(projectRoot, 'docker-compose.yml'), { merge: true }) as {
      services: Record<string, { environment?: Record<string, unknown> }>;
    };
    const given = ['api', 'worker', 'migrate'].map((name) => [
      name,
      namesIn(Object.keys(services[name]?.environment ?? {}).join('\n')),
    ]);
    const image = imageSettings(read(projectRoot, 'Dockerfile'));
    expect(wrongSettings('Compose', { ...Object.fromEntries(given), image })).toEqual([]);
  });

  test('a name that is unknown, a value that is refused, and a setting that is left out are told', () => {
    const all = namesIn(Object.keys(SETTINGS).join('\n'));
    expect(wrongSettings('here', { api: all })).toEqual([]);
    const { HUIYIN_SMTP_URL: _, ...fewer } = all;
    expect(
      wrongSettings('here', { api: { ...fewer, HUIYIN_MTP_URL: undefined, LOG_LEVEL: 'loud' } }),
    ).toEqual([
      'here, api: HUIYIN_MTP_URL is no setting of the service',
      'here, api: the service refuses its LOG_LEVEL',
      'here: HUIYIN_SMTP_URL is given to no process',
    ]);
  });
});
