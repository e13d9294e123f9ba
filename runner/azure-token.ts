import { z } from "zod";
import { az, type AzureCli } from "./azure-cli";

/** Milliseconds. az gives no token that ends within five minutes. */
const FRESH = 4 * 60_000;
const answer = z.object({ accessToken: z.string().min(1) });

/** Supplies tokens for Azure Resource Manager from the login of the user's Azure CLI. @throws UserError where there is none */
export function azureToken(place: Pick<AzureCli, "cwd" | "env">): () => Promise<string> {
  const cli = { ...place, need: "reading Azure needs its login", alternative: "save the answers of az elsewhere" };
  const args = ["account", "get-access-token", "--resource", "https://management.azure.com"];
  let last: { readonly token: Promise<string>; readonly since: number } | undefined;
  return () => {
    if (!last || Date.now() - last.since > FRESH) {
      const token = az(answer, args, cli).then(({ accessToken }) => accessToken);
      // A failure is no answer to keep.
      token.catch(() => (last = undefined));
      last = { token, since: Date.now() };
    }
    return last.token;
  };
}
