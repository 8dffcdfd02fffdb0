import { readFileSync } from 'node:fs';

const TICKS_A_SECOND = 100;

/** Seconds of CPU that a process has used so far (Linux). */
export function cpuSeconds(pid: number): number {
  // After the command's name, which may hold blanks: user and system time are the 12th and 13th.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** Its resident memory (MiB; Linux). */
export const residentMiB = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
