/** Input of the simulator that is wrong; the message says all there is to say. */
export class InputError extends Error {
  override readonly name = "InputError";
}
