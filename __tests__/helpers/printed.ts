/** What was printed so far. */
export interface Printed {
  readonly stdout: () => string;
  readonly stderr: () => string;
}

/** Keeps what is printed from here on, and shows nothing of it, until `jest.restoreAllMocks`. */
export function catchPrinted(): Printed {
  const [log, error] = (["log", "error"] as const).map((name) => jest.spyOn(console, name).mockReturnValue());
  const write = jest.spyOn(process.stdout, "write").mockReturnValue(true);
  const text = (...spies: readonly jest.SpyInstance[]) => spies.flatMap(({ mock }) => mock.calls.flat()).join("\n");
  return { stdout: () => text(log!, write), stderr: () => text(error!) };
}
