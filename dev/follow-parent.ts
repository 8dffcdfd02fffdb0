/**
 * Loaded before worker and API by `npm start`: when that is gone, even by `kill -9`, they end in good order
 * instead of going on alone.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
