import { reason, say } from '../progress';

/** One place that a server can come from. */
export interface Layer {
  name: string;
  /** The server's executable; `undefined` when it is simply not there; an error says why it can't be had. */
  find(): Promise<string | undefined>;
}

/** Takes a server from the first layer that has it, and says on screen which were refused before. */
export async function firstOf(server: string, layers: Layer[]): Promise<string> {
  const refused: string[] = [];
  for (const [index, layer] of layers.entries()) {
    try {
      const found = await layer.find();
      if (found !== undefined) return found;
      refused.push(`${layer.name}: not there`);
    } catch (error) {
      refused.push(`${layer.name}: ${reason(error)}`);
      const next = layers[index + 1];
      say(`  ${server} from ${layer.name}: refused (${reason(error)})${next ? `; next: ${next.name}` : ''}`);
    }
  }
  throw new Error(
    `${server} can't be had here. Tried in turn:\n${refused.map((r) => `  - ${r}`).join('\n')}`,
  );
}
