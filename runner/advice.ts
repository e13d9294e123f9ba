import { nameOf } from "./azure-door";
import { existing, importOf } from "./imports";
import type { Stacks } from "./references";
import { commandLine, type Target } from "./target";

/** What is known about a run that has failed. */
export interface Failure {
  readonly target: Target;
  readonly goal: "deploy" | "destroy";
  /** What it has printed, on one line. */
  readonly printed: string;
  readonly stacks: Stacks;
  /** Resources that Terraform will replace, since it has seen them fail. */
  readonly tainted: readonly { readonly stack: string; readonly address: string; readonly id: string }[];
  /** What the simulated cloud has and no state knows; nothing where that is Azure, which is not asked. */
  readonly leftovers: readonly { readonly type: string; readonly id: string }[];
}

interface Way {
  readonly when: RegExp;
  readonly say: string;
  /** @default - any */
  readonly goal?: Failure["goal"];
}

const AGAIN = "Run it again to go on from here.";

/**
 * The way on from each kind of failure. The first that fits an error counts, and each is said once, with
 * the target's commands in the place of %NAMES%.
 * Codes are Azure's; texts around them are those of azurerm 4.55 and of the simulator.
 */
export const WAYS: readonly Way[] = [
  {
    when: /MarketplacePurchaseEligibilityFailed/,
    say: "Accept the terms of the router's image, once for each subscription: %TERMS%. Then run it again.",
  },
  {
    goal: "deploy",
    when: /InUsePrefixCannotBeDeleted|InUseSubnetCannotBeDeleted/,
    say: "A run again ends there again. Take the old prefixes and names back in the config; or destroy the stack (%DESTROY%) and deploy it with the new ones.",
  },
  {
    goal: "deploy",
    when: /PublicIPAddressCannotBeDeleted/,
    say: "A run again ends there again: an address stays while an interface or a gateway has it, and its zones are for good. Take the old zones back in the config; or destroy the stack (%DESTROY%) and deploy it with the new ones.",
  },
  {
    when: /\w*InUse\w*|\w+CannotBeDeleted|ResourceGroupNotEmpty|still contains Resources/,
    say: "Something that no state knows, or that another stack has, still uses it. Delete that (%DELETE%), then run it again.",
  },
  {
    // https://github.com/hashicorp/terraform-provider-azurerm/issues/33102
    when: /(updating|update)[^"]{0,300}connections?\b(?:(?!Error: ).){0,300}(deadline exceeded|timed out|timeout)/i,
    say: "azurerm waits in vain where a key is all that it changes of a connection. Raise that tunnel's keyVersion once more, which changes a tag as well, and run it again. Or set the key by hand (az network vpn-connection shared-key update --resource-group GROUP --connection-name CONNECTION --value KEY; the key is your variable, or random_password.shared_key_<site>_<tunnel> in the stack's state), then run it again. Until then the router must keep its old file.",
  },
  {
    when: /polling failed/,
    say: 'Azure had begun it before it failed: run it again, which replaces a new resource that Terraform has marked as tainted. If that ends in "already exists", the failed resource is in no state: delete it (%DELETE%), then run it again.',
  },
  {
    when: /AnotherOperationInProgress|RetryableError|CanceledAndSupersededDueToAnotherOperation/,
    say: `Azure was at work there already, and azurerm does not try again after a 409: wait until that is over. ${AGAIN}`,
  },
  {
    when: /GatewayTimeout|deadline exceeded|context canceled|unexpected EOF/,
    say: `Azure's answer was lost, and its work perhaps not. ${AGAIN} If that ends in "already exists", it says how to take the resource into the state.`,
  },
  {
    when: /TooManyRequests|status 429|status 5\d\d|InternalServerError|ServiceUnavailable/,
    say: `Azure was too busy or had a fault of its own, and azurerm has tried until its time was up: wait for some minutes. ${AGAIN}`,
  },
  {
    goal: "deploy",
    when: /CrossSeriesOrCrossGatewayGenenrationResizeNotSupported/,
    say: "A run again ends there again: Azure resizes a gateway within its generation alone, and VpnGw1AZ is of another than VpnGw4AZ and VpnGw5AZ. Take the old gateway.sku back; or destroy the gateway's stack (%DESTROY%) and deploy it with the new one.",
  },
  {
    when: /ScopeLocked/,
    say: "A lock of Azure keeps it: az lock list --resource-group GROUP. Where gateway.locks of the config made it, set that to false and deploy; else ask who made it. Then run it again.",
  },
  {
    when: /Instance cannot be destroyed/,
    say: "gateway.preventDestroy keeps the gateway: set it to false in the config, deploy, then destroy; or take back what would replace it.",
  },
  {
    when: /terraform plan has not said what it would change/,
    say: "A run again ends there again until that is settled.",
  },
  {
    when: /No value for required variable/,
    say: "Give the variable in the environment, TF_VAR_<its name>; then run it again.",
  },
  {
    when: /Resource postcondition failed/,
    say: "What is there already and what the config says of it differ: change the one or the other. Then run it again.",
  },
  {
    when: /\) was not found|resource group "[^"]+" was not found|"[^"]+" was not found/i,
    say: "The config says that this is there already (by existing, or by resourceGroupExists): correct its name, its group or the subscription.%THERE% Then run it again.",
  },
  {
    when: /errored\.tfstate/,
    say: "Terraform could not write the state, and has left it in errored.tfstate, in the stack's folder. Free some space, or mend what the error names. Then run it again, which says how that file becomes the state, or does it.",
  },
  {
    when: /Error acquiring the state lock/,
    say: "Another Terraform works with this state: wait until it has ended. Then run it again.",
  },
  {
    when: /Plugin did not respond|transport is closing|connection refused|connect: no such file|error reading from server/,
    say: `The simulator had ended before Terraform had. ${AGAIN}`,
  },
];

/** @returns what to do next, a line or more for each kind of failure */
export function advise(failure: Failure): string[] {
  const said = [...alreadyThere(failure), ...mistrusted(failure), ...known(failure)];
  return said.length > 0 ? said : [AGAIN];
}

function known({ target, goal, printed, stacks }: Failure): string[] {
  const errors = printed.split(/(?=\bError: )/);
  const fits = (way: Way, error: string) => way.when.test(error) && (way.goal ?? goal) === goal;
  const ways = errors.flatMap((error) => WAYS.find((way) => fits(way, error)) ?? []);
  const commands: Readonly<Record<string, string>> = {
    TERMS: `${termsCommand(stacks)}${target.simulated ? " (on the simulator: leave SIMULATOR_TERMS unset)" : ""}`,
    THERE: target.simulated
      ? " On the simulated Azure, SIMULATOR_AZURE names a file of what is there, such as config/examples/existing-hub.azure.json."
      : "",
    DESTROY: commandLine(target, "destroy STACK"),
    DELETE: target.simulated ? commandLine(target, `${goal} --remove-leftovers`) : "az resource delete --ids ID",
  };
  return [...new Set(ways)].map(({ say }) => say.replace(/%(\w+)%/g, (_, name: string) => commands[name]!));
}

function termsCommand(stacks: Stacks): string {
  const commands = Object.values(stacks).map(({ output }) => output?.marketplace_terms_command?.value);
  return commands.find((command) => typeof command === "string") ?? "az vm image terms accept --urn URN";
}

/** A machine is not imported: azurerm cannot read back its custom data and its password, and would replace it. */
export const NOT_IMPORTED = "azurerm_linux_virtual_machine";

function alreadyThere({ target, printed, stacks, leftovers }: Failure): string[] {
  const met = existing(printed);
  if (met.length === 0) return [];
  const seen = new Set(met.map(nameOf));
  const all = [...met, ...leftovers.filter((one) => !seen.has(nameOf(one)))];
  const machines = all.filter(({ type }) => type === NOT_IMPORTED);
  const imports = all
    .filter(({ type }) => type !== NOT_IMPORTED)
    .flatMap((one) => {
      const found = importOf(one, stacks);
      return found ? [found] : [];
    });
  const lines: string[] = [];
  if (imports.length > 0) {
    lines.push(
      "Azure has these already, and no state knows them, or one that has marked them as tainted. Take them into the state, then run it again:",
    );
    for (const { stack, address, id } of imports) {
      lines.push(`  ${commandLine(target, `import ${stack} ${address} '${id}'`)}`);
    }
  }
  const remove = commandLine(target, "deploy --remove-leftovers");
  if (machines.length > 0) {
    lines.push(
      "A virtual machine is not imported: its custom_data and password cannot be read back, so Terraform would replace it. Delete it, then run it again:",
    );
    const byHand = machines.map(({ id }) => `az vm delete --yes --ids '${id}'`);
    for (const command of target.simulated ? [remove] : byHand) lines.push(`  ${command}`);
  }
  // What was prepared is nobody's leftover.
  if (target.simulated && leftovers.length > 0)
    lines.push(`Or remove from the simulated cloud all that no state knows: ${remove}`);
  return lines;
}

function mistrusted({ target, tainted, printed }: Failure): string[] {
  const met = existing(printed).map(({ id }) => id.toLowerCase());
  // A machine is replaced in minutes, and not taken in.
  const others = tainted.filter(
    ({ id, address }) => !met.includes(id.toLowerCase()) && !address.startsWith(`${NOT_IMPORTED}.`),
  );
  if (others.length === 0) return [];
  return [
    "Terraform has marked these as tainted and will replace them at the next run, a gateway for 90 minutes. Keep those that Azure shows as succeeded, then run it again:",
    ...others.map(({ stack, address, id }) => `  ${commandLine(target, `import ${stack} ${address} '${id}'`)}`),
  ];
}
