/** Of this file no copy can be made that tells nothing of where and by whom it was taken; the message says why, in English. */
export class NoCopy extends Error {
  override readonly name = 'NoCopy';
}

export const damaged = (): NoCopy => new NoCopy('it is damaged, or not made as such files are');

/** Whether something was read beyond the end of a file: by its name, since not every RangeError is made by our own. */
export const isBeyondEnd = (error: unknown): boolean =>
  (error as Partial<Error> | undefined)?.name === 'RangeError';
