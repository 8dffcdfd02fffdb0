import { mongo } from 'mongoose';
import { hindranceOf, isNew } from '../../storage/errors';

const { MongoBulkWriteError, MongoNetworkError, MongoOperationTimeoutError, MongoServerError } = mongo;

describe('a database that is away is told from one that is slow, and both from a fault', () => {
  const lost = new MongoNetworkError('connection closed');
  const bulk = new MongoServerError({ message: 'bulk' });
  bulk.errorResponse = lost;
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });

  test.each([
    lost,
    bulk,
    // Met while the driver was writing, which gives it as it is.
    reset,
    new MongoBulkWriteError(reset, {} as mongo.BulkWriteResult),
    new MongoServerError({ message: 'stepping down', code: 11600 }),
    new Error('wrapped', { cause: lost }),
    // The driver does not give away its class.
    Object.assign(new Error('pool cleared'), { name: 'PoolClearedOnNetworkError' }),
  ])('away: %s', (error) => expect(hindranceOf(error)).toBe('away'));

  const late = new MongoServerError({ message: 'operation exceeded time limit', code: 50 });
  const lateBulk = new MongoServerError({ message: 'bulk' });
  lateBulk.errorResponse = late;

  test.each([
    late,
    lateBulk,
    new MongoBulkWriteError(late, {} as mongo.BulkWriteResult),
    // As the driver says it where the URI sets a limit of its own.
    new MongoOperationTimeoutError('Server reported a timeout error', { cause: late }),
  ])('slow: %s', (error) => expect(hindranceOf(error)).toBe('slow'));

  test.each([
    new MongoServerError({ message: 'duplicate', code: 11000 }),
    Object.assign(new Error('not the driver’s'), { code: 50 }),
    new TypeError('oops'),
    'text',
    undefined,
  ])('a fault: %s', (error) => expect(hindranceOf(error)).toBeUndefined());
});

describe('given an insertion', () => {
  const taken = new MongoServerError({ message: 'duplicate', code: 11000 });

  test('it is new where it put something in, and not where that stood there already', async () => {
    expect(await isNew(Promise.resolve([{}]))).toBe(true);
    expect(await isNew(Promise.reject(taken))).toBe(false);
  });

  test('any other failure is a failure, also beside one of what stood there already', async () => {
    const lost = new MongoNetworkError('connection closed');
    await expect(isNew(Promise.reject(lost))).rejects.toBe(lost);
    const mixed = Object.assign(new Error('bulk'), { code: 11000, writeErrors: [taken, { code: 121 }] });
    await expect(isNew(Promise.reject(mixed))).rejects.toBe(mixed);
  });
});
