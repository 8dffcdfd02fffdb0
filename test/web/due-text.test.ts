import { dueText } from '../../web/shared/times';

describe('by when something is due, as people say it', () => {
  const now = Date.parse('2026-11-26T10:00:00+08:00');

  it('tells the end of a day as of that day, and not as the next one’s midnight', () => {
    expect(dueText('2026-12-05T00:00:00+08:00', now)).toBe('12月4日周五当天结束前');
    expect(dueText('2026-11-27T00:00:00+08:00', now)).toBe('今天结束前');
  });

  it('names today and tomorrow, and the hour in the city', () => {
    expect(dueText('2026-11-26T08:30:00Z', now)).toBe('今天16:30前');
    expect(dueText('2026-11-27T09:05:00+08:00', now)).toBe('明天09:05前');
    expect(dueText('2026-11-28T09:05:00+08:00', now)).toBe('11月28日周六09:05前');
  });
});
