/** A message could not be sent. Its text says why and nothing else: no address, no part of the message, no answer's body. */
export class DeliveryFailure extends Error {
  override readonly name = 'DeliveryFailure';

  /** @param hung whether the receiver let us wait until we gave up */
  constructor(
    reason: string,
    readonly hung = false,
  ) {
    super(reason);
  }
}
