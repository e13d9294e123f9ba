import type { State } from "./state";

/** What a run has changed in a stack, as Terraform would sum it up, from the states before and after. */
export function changes(before: State, after: State): string {
  const [old, now] = [before, after].map(
    ({ resources }) => new Map(resources.map((resource) => [resource.address, resource])),
  ) as [Map<string, State["resources"][number]>, Map<string, State["resources"][number]>];
  const count = { added: 0, changed: 0, destroyed: 0 };
  for (const [address, resource] of now) {
    const previous = old.get(address);
    if (!previous) count.added++;
    else if (previous.id !== resource.id) {
      count.added++;
      count.destroyed++;
    } else if (JSON.stringify(previous.attributes) !== JSON.stringify(resource.attributes)) count.changed++;
  }
  for (const address of old.keys()) if (!now.has(address)) count.destroyed++;
  return `${count.added} added, ${count.changed} changed, ${count.destroyed} destroyed`;
}
