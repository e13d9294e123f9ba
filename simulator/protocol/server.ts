import { join } from "node:path";
import { loadPackageDefinition, Server, ServerCredentials, status } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { plan } from "./plan";
import { ProviderError, type DataSource, type Provider, type ResourceType } from "./provider";
import { conform, toMessage } from "./schema";
import { decode, encode, type Attributes, type DynamicValue } from "./values";

interface Request {
  readonly type_name: string;
  readonly config?: DynamicValue;
  readonly prior_state?: DynamicValue;
  readonly proposed_new_state?: DynamicValue;
  readonly planned_state?: DynamicValue;
  readonly current_state?: DynamicValue;
  readonly raw_state?: { readonly json: Uint8Array };
  readonly id?: string;
}

const ERROR = 1;
const diagnostics = (problems: readonly string[]) => problems.map((summary) => ({ severity: ERROR, summary }));

/** Terraform's calls, answered for one provider. The names are the protocol's. */
export function handlers(provider: Provider): Readonly<Record<string, (request: Request) => Promise<object>>> {
  const typeOf = ({ type_name: name }: Request): ResourceType => {
    const type = provider.types[name];
    if (!type) throw new ProviderError(`${provider.name} has no resource type ${name}`);
    return type;
  };
  const dataSourceOf = ({ type_name: name }: Request): DataSource => {
    const dataSource = provider.dataSources?.[name];
    if (!dataSource) throw new ProviderError(`${provider.name} has no data source ${name}`);
    return dataSource;
  };
  return {
    GetProviderSchema: async () => ({
      provider: toMessage(provider.block),
      resource_schemas: Object.fromEntries(
        Object.entries(provider.types).map(([name, { block, version }]) => [name, toMessage(block, version)]),
      ),
      data_source_schemas: Object.fromEntries(
        Object.entries(provider.dataSources ?? {}).map(([name, { block }]) => [name, toMessage(block)]),
      ),
      // As the real providers: Terraform asks once, and not at each step of its work.
      server_capabilities: { get_provider_schema_optional: true },
    }),
    GetResourceIdentitySchemas: async () => ({}),
    ValidateProviderConfig: async () => ({}),
    ConfigureProvider: async ({ config }) => ({ diagnostics: diagnostics(provider.configure(decode(config) ?? {})) }),
    ValidateResourceConfig: async (request) => ({
      diagnostics: diagnostics(typeOf(request).validate?.(decode(request.config) ?? {}) ?? []),
    }),
    ValidateDataResourceConfig: async (request) => ({
      diagnostics: diagnostics(dataSourceOf(request).validate?.(decode(request.config) ?? {}) ?? []),
    }),
    ReadDataSource: async (request) => ({ state: encode(await dataSourceOf(request).read(decode(request.config)!)) }),
    // A state that an earlier schema wrote may lack attributes, or have some that are gone.
    UpgradeResourceState: async (request) => {
      const raw = JSON.parse(Buffer.from(request.raw_state!.json).toString()) as Attributes;
      return { upgraded_state: encode(conform(typeOf(request).block, raw)) };
    },
    ReadResource: async (request) => {
      const current = decode(request.current_state);
      return { new_state: encode(current && (await typeOf(request).read(current))) };
    },
    PlanResourceChange: async (request) => {
      const { block, completion } = typeOf(request);
      const proposed = decode(request.proposed_new_state);
      if (!proposed) return { planned_state: encode(null) };
      const { planned, replaces } = plan(block, completion, decode(request.prior_state), proposed);
      return {
        planned_state: encode(planned),
        requires_replace: replaces.map((path) => ({
          steps: path.map((step) => (typeof step === "string" ? { attribute_name: step } : { element_key_int: step })),
        })),
        // As the real providers: a default may stand where the configuration says nothing.
        legacy_type_system: true,
      };
    },
    ApplyResourceChange: async (request) => {
      const type = typeOf(request);
      const prior = decode(request.prior_state);
      const planned = decode(request.planned_state);
      const made = (attributes: Attributes | null) => ({
        new_state: encode(attributes),
        legacy_type_system: true,
      });
      try {
        if (!planned) {
          await type.delete(prior!);
          return made(null);
        }
        return made(prior ? await type.update(planned, prior) : await type.create(planned));
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        return { ...made(error.made ?? prior), diagnostics: diagnostics([error.message]) };
      }
    },
    ImportResourceState: async (request) => {
      const type = typeOf(request);
      if (!type.import) throw new ProviderError(`${request.type_name} cannot be imported`);
      const state = encode(await type.import(request.id!));
      return { imported_resources: [{ type_name: request.type_name, state }] };
    },
    StopProvider: async () => {
      provider.stop?.();
      return {};
    },
  };
}

const { tfplugin6 } = loadPackageDefinition(
  loadSync(join(__dirname, "tfplugin6.proto"), { keepCase: true, defaults: true, oneofs: true }),
) as unknown as { tfplugin6: { Provider: { service: Parameters<Server["addService"]>[0] } } };

/** Serves a provider on a unix socket, and tells `onError` of every problem that it answers with. */
export async function serve(provider: Provider, socket: string, onError: (message: string) => void): Promise<Server> {
  const server = new Server({
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
    // Statistics that nobody asks for.
    "grpc.enable_channelz": 0,
  });
  const implementation = Object.fromEntries(
    Object.entries(handlers(provider)).map(([name, handle]) => [
      name,
      (call: { request: Request }, answer: (error: object | null, response?: object) => void) => {
        const answered = handle(call.request).catch((error: Error) => {
          // What the system refuses, such as a full disk, is no fault of this program.
          if (error instanceof ProviderError || "syscall" in error)
            return { diagnostics: diagnostics([error.message]) };
          throw error;
        });
        answered.then(
          (response: { diagnostics?: ReturnType<typeof diagnostics> }) => {
            response.diagnostics?.forEach(({ summary }) => onError(summary));
            answer(null, response);
          },
          (error: Error) => {
            onError(error.message);
            answer({ code: status.INTERNAL, details: error.stack ?? error.message });
          },
        );
      },
    ]),
  );
  server.addService(tfplugin6.Provider.service, implementation);
  await new Promise<void>((resolve, reject) =>
    server.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (error) =>
      error ? reject(error) : resolve(),
    ),
  );
  return server;
}
