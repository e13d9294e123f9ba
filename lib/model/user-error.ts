/** A fault that the user can mend: the message says all there is to say, and no stack trace follows it. */
export class UserError extends Error {
  override readonly name = "UserError";
}
