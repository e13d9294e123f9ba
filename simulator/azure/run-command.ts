import { z } from "zod";
import { failed, type Answer } from "./answer";
import type { Live } from "./live";
import { property, type Resource } from "./resource";

const request = z.object({ commandId: z.string(), script: z.array(z.string()).default([]) });

/** Codes and words: https://github.com/gravitational/teleport, `lib/cloud/azure`. */
const NO_AGENT = failed(
  409,
  "OperationNotAllowed",
  "This operation cannot be performed when extension operations are disallowed. To allow, please ensure VM Agent is installed on the VM and the osProfile.allowExtensionOperations property is true.",
);

/**
 * What Azure answers to `runCommand` on a Linux machine.
 *
 * @returns a refusal, or the answer that comes later
 * @see https://learn.microsoft.com/azure/virtual-machines/linux/run-command
 */
export function runCommand(machine: Resource, body: string, live: Live | undefined): Answer | Promise<Answer> {
  const read = request.safeParse(parsed(body));
  if (!read.success || read.data.commandId !== "RunShellScript") {
    return failed(400, "InvalidParameter", "The value of parameter commandId is invalid.");
  }
  if (!live || property(machine, "osProfile.allowExtensionOperations") === false) return NO_AGENT;
  return live.run(machine.id, read.data.script.join("\n")).then(
    ({ stdout, stderr }): Answer => [200, succeeded(stdout, stderr)],
    // https://github.com/Azure/azure-powershell/issues/5741
    () =>
      failed(
        409,
        "VMAgentStatusCommunicationError",
        `VM '${machine.name}' has not reported status for VM agent or extensions. Please verify the VM has a running VM agent, and can establish outbound connections to Azure storage.`,
      ),
  );
}

/** The exit code of the script is nowhere: https://github.com/Azure/azure-cli/issues/32286 */
const succeeded = (stdout: string, stderr: string) => ({
  value: [
    {
      code: "ProvisioningState/succeeded",
      level: "Info",
      displayStatus: "Provisioning succeeded",
      message: `Enable succeeded: \n[stdout]\n${stdout}\n[stderr]\n${stderr}`,
    },
  ],
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
