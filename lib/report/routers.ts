import { previewOf } from "../catalyst/preview";
import type { Site } from "../model/site";
import type { Block, Section } from "./document";
import { ownValue, type Subject } from "./known";
import { minute } from "../model/minute";
import { textDiff } from "./text-diff";
import { withoutSecrets } from "./without-secrets";

/** Each router's static routes, what changed in its file since the last report, and the file with its keys masked. */
export const routers = (subject: Subject): Section => ({
  id: "routers",
  title: "Routers",
  blocks: [
    { kind: "text", text: provenance(subject) },
    ...subject.sites.map((site): Block => {
      const text = routerText(subject, site);
      return {
        kind: "group",
        title: `Site ${site.name}, router ${site.router.name}`,
        blocks: [
          ...changes(subject, site, text),
          { kind: "code", caption: "Static routes", text: staticRoutes(text) },
          { kind: "code", caption: "Configuration, keys masked", text },
        ],
      };
    }),
  ],
});

/** The configuration of a site's router as the report knows it, with its keys masked. */
function routerText({ deployment, known: { deployed } }: Subject, site: Site): string {
  const file = ownValue(deployed?.files, site.router.name);
  return file ? withoutSecrets(file.text) : previewOf(deployment, site, deployed?.gatewayAddresses);
}

function provenance({ sites, known: { deployed } }: Subject): string {
  if (!deployed)
    return "Each file is what a deployment of this config writes, with stand-ins for the gateway's addresses.";
  const missing = sites.map(({ router }) => router.name).filter((name) => !Object.hasOwn(deployed.files, name));
  if (missing.length === sites.length)
    return "Each file is what the config says, with the gateway's addresses. What the deployment wrote is not known here.";
  return missing.length === 0
    ? "Each file is the one that the deployment wrote."
    : `Each file is the one that the deployment wrote. There is none of ${missing.join(", ")}: what stands here is what the config says.`;
}

const staticRoutes = (text: string) =>
  text
    .split("\n")
    .filter((line) => /^ip(v6)? route /.test(line))
    .join("\n");

function changes({ known: { deployed } }: Subject, { router }: Site, text: string): Block[] {
  const before = ownValue(deployed?.files, router.name)?.before;
  if (!before) return [];
  const caption = `Changes since the report of ${minute(before.made)}; a changed key is not seen here`;
  return [{ kind: "code", caption, text: textDiff(withoutSecrets(before.text), text).join("\n") }];
}
