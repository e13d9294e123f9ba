/** Folder of the routers' files, beside the stacks' folder. */
export const ROUTER_FILES = "generated";

/** The file with a router's tunnel configuration, from the folder that {@link ROUTER_FILES} is in. */
export const routerFile = (router: string) => `${ROUTER_FILES}/${router}-tunnels.cfg`;
