import { followChanges } from '../../web/shared/changes';

/** As much of the browser's as is used here. */
class FakeStream extends EventTarget {
  static readonly CLOSED = 2;
  static readonly all: FakeStream[] = [];
  readyState = 0;
  constructor(readonly url: string) {
    super();
    FakeStream.all.push(this);
  }
  close(): void {
    this.readyState = FakeStream.CLOSED;
  }
  say(type: 'open' | 'error' | 'message', data?: object): void {
    this.dispatchEvent(Object.assign(new Event(type), data ? { data: JSON.stringify(data) } : {}));
  }
}

const page = Object.assign(new EventTarget(), { hidden: false });
const show = (hidden: boolean): void => {
  page.hidden = hidden;
  page.dispatchEvent(new Event('visibilitychange'));
};
const held = (): FakeStream[] => FakeStream.all.filter(({ readyState }) => readyState !== FakeStream.CLOSED);

let heard: unknown[] = [];
let end: () => void;
beforeEach(() => {
  jest.useFakeTimers();
  Object.assign(globalThis, { document: page, EventSource: FakeStream });
  FakeStream.all.length = 0;
  page.hidden = false;
  heard = [];
});
afterEach(() => {
  end();
  jest.useRealTimers();
});
const follow = (): void => {
  end = followChanges((change) => heard.push(change));
};

test('a page that is shown hears each change; one that is hidden holds no connection, and hears that any may have changed once it is back', () => {
  follow();
  held()[0]!.say('open');
  held()[0]!.say('message', { ticket: 'T-1' });
  expect(heard).toEqual([{ ticket: 'T-1' }]);
  show(true);
  expect(held()).toEqual([]);
  show(false);
  expect(held()).toHaveLength(1);
  // Not before it is open: what changes until then would be missed.
  expect(heard).toHaveLength(1);
  held()[0]!.say('open');
  // What the browser takes up by itself misses nothing.
  held()[0]!.say('open');
  expect(heard).toEqual([{ ticket: 'T-1' }, undefined]);
  show(false);
  expect(held()).toHaveLength(1);
});

test('a page that begins hidden holds no connection before it is shown', () => {
  page.hidden = true;
  follow();
  expect(held()).toEqual([]);
  show(false);
  expect(held()).toHaveLength(1);
});

test('a stream that was refused is asked for again, by one that is shown; one that is only cut off is the browser’s', () => {
  follow();
  held()[0]!.say('error');
  jest.runAllTimers();
  expect(FakeStream.all).toHaveLength(1);
  const refuse = (): void => {
    const [stream] = held();
    stream!.close();
    stream!.say('error');
  };
  refuse();
  jest.runAllTimers();
  expect(held()).toHaveLength(1);
  held()[0]!.say('open');
  expect(heard).toEqual([undefined]);
  refuse();
  show(true);
  jest.runAllTimers();
  expect(held()).toEqual([]);
});

test('what has ended hears nothing and holds nothing', () => {
  follow();
  end();
  show(true);
  show(false);
  expect(held()).toEqual([]);
});
