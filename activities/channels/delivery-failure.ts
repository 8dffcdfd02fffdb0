/** A message could not be sent. Its text says why and nothing else: no address, no part of the message, no answer's body. */
export class DeliveryFailure extends Error {
  override readonly name = 'DeliveryFailure';
}
