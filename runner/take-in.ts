import { UserError } from "../lib/model/user-error";
import { NOT_IMPORTED } from "./advice";
import { errorsOf } from "./driver";
import { printDiagnostics } from "./failure";
import { onTarget, type Synthesis } from "./on-target";
import { synthesizedStacks } from "./synthesized";
import { commandLine, type Target } from "./target";

/** The summary of the error that an import of what is in the state already ends with. */
const MANAGED = /Resource already managed by (Terraform|OpenTofu)/;

/**
 * Takes a resource that the cloud has into a stack's state, as `terraform import` does. One that is there
 * and marked as tainted, since its creation was cut off, is kept from now on, as with `terraform untaint`.
 *
 * @param args `[STACK] ADDRESS ID`; without a stack, the only one that has the address
 * @param synthesize without it, the stacks are those of the last plan or deployment
 * @returns the exit code
 * @throws UserError
 */
export async function takeIn(target: Target, args: readonly string[], synthesize?: Synthesis): Promise<number> {
  const [address, id] = args.slice(-2);
  if (args.length < 2 || args.length > 3 || !address || !id) {
    throw new UserError(`${commandLine(target, "import [STACK] ADDRESS ID")} takes a resource into a stack's state`);
  }
  const find = () => stackOf(target, args, address);
  const known = synthesize ? undefined : find();
  return onTarget(target, { synthesize }, async (driver) => {
    const stack = known ?? find();
    const { code, events } = await driver.run(stack, ["import", address, id]);
    const managed = errorsOf(events).some(({ summary, detail }) => MANAGED.test(`${summary} ${detail}`));
    if (managed && (await driver.text(stack, ["untaint", "-no-color", address])).length > 0) {
      console.log(`${address} is in the state of ${stack} already; it is not marked as tainted any more.`);
      return 0;
    }
    const next = commandLine(target, "deploy");
    if (code === 0) console.log(`${address} is in the state of ${stack} now. ${next} goes on from here.`);
    printDiagnostics(target, stack, errorsOf(events));
    return code;
  });
}

/** The stack whose state is to have a resource. @throws UserError where there is none, or there are several */
function stackOf(target: Target, args: readonly string[], address: string): string {
  const [type, name] = address.split(".", 2);
  const all = Object.entries(synthesizedStacks(target.home));
  const having = all.filter(([, { resource }]) => resource?.[type!]?.[name ?? ""]).map(([stack]) => stack);
  const wanted = args.length === 3 ? having.filter((stack) => stack === args[0]) : having;
  if (wanted.length !== 1) {
    throw new UserError(
      wanted.length > 1
        ? `${address} stands in ${wanted.join(", ")}; name the stack before it`
        : `no stack ${args.length === 3 ? `${args[0]} ` : ""}has ${address}; stacks are ${all.map(([stack]) => stack).join(", ") || `none before ${commandLine(target, "plan")}`}`,
    );
  }
  if (type === NOT_IMPORTED) {
    throw new UserError(
      `a virtual machine is not imported: its custom_data and password cannot be read back, so Terraform would replace it; delete it (${target.simulated ? commandLine(target, "deploy --remove-leftovers") : "az vm delete --ids ID"})`,
    );
  }
  return wanted[0]!;
}
