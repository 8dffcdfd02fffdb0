import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const unitsFile = z.object({ units: z.array(z.object({ id: z.string(), level: z.string() })) });
const rulebookFile = z.object({ id: z.string() });

/** A curl line to paste that registers a ticket: on the `demo` rulebook, whose limits are seconds, if there. */
export function firstTicketCommand(configDir: string, port: number): string {
  const { units } = unitsFile.parse(parse(readFileSync(join(configDir, 'units.yaml'), 'utf8')));
  const ids = readdirSync(join(configDir, 'rulebooks'))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => rulebookFile.parse(parse(readFileSync(join(configDir, 'rulebooks', file), 'utf8'))).id);
  const ticket = {
    rulebook: ids.includes('demo') ? 'demo' : ids[0],
    kind: 'complaint',
    category: '市容环境/占道经营',
    title: '夜市占道经营',
    content: '每晚七点后人行道被烧烤摊占满，行人只能走机动车道。',
    channel: 'phone',
    district: units.find((unit) => unit.level === 'district')?.id,
    caller: { name: '张三', phone: '13800138000', wantsReply: true },
  };
  return [
    `curl -s -X POST http://localhost:${port}/v1/tickets \\`,
    '  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\',
    `  -d '${JSON.stringify(ticket)}'`,
  ].join('\n');
}
