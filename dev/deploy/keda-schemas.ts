import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import type { Manifest } from './rendered-chart';

interface Definition {
  readonly spec: { readonly versions: readonly { readonly schema: { readonly openAPIV3Schema: object } }[] };
}

/** What is wrong with the objects of KEDA, by its own schemas: no cluster of this machine knows these kinds. */
export async function wrongForKeda(source: string, manifests: readonly Manifest[]): Promise<string[]> {
  const ajv = new Ajv({ strict: false, logger: false, allErrors: true });
  const scalers = JSON.parse(
    await readFile(join(source, 'schema', 'generated', 'scalers-schema.json'), 'utf8'),
  ) as { scalers: { type: string; parameters: { name: string }[] }[] };
  const parameters = new Map(
    scalers.scalers.map(({ type, parameters }) => [type, parameters.map(({ name }) => name)]),
  );
  const problems: string[] = [];
  for (const manifest of manifests) {
    const where = `${manifest.kind}/${manifest.metadata.name}`;
    const plural = `${manifest.kind.toLowerCase()}s`;
    const file = join(source, 'config', 'crd', 'bases', `keda.sh_${plural}.yaml`);
    const definition = parse(await readFile(file, 'utf8')) as Definition;
    const schema = closed(definition.spec.versions[0]?.schema.openAPIV3Schema ?? {});
    if (!ajv.validate(schema, manifest)) problems.push(`${where}: ${ajv.errorsText()}`);
    for (const { type, metadata } of manifest.spec?.triggers ?? []) {
      const unknown = Object.keys(metadata).filter((name) => !parameters.get(type)?.includes(name));
      problems.push(...unknown.map((name) => `${where}: the scaler ${type} has no parameter ${name}`));
    }
  }
  return problems;
}

/** A cluster drops a field that it does not know; here it is an error. */
function closed(schema: object): object {
  const parts = Object.entries(schema).map(([name, value]) => [
    name,
    typeof value === 'object' && value !== null && !Array.isArray(value) ? closed(value) : value,
  ]);
  const same: Record<string, unknown> = Object.fromEntries(parts);
  return same.type === 'object' && same.properties ? { ...same, additionalProperties: false } : same;
}
