/** The contract as an OpenAPI 3.1 document, printed from the same routes the server registers. */
import * as bulk from '@liusu/contract/bulk';
import * as cluster from '@liusu/contract/cluster';
import * as connector from '@liusu/contract/connector';
import { errorCodes, errorText, type ErrorCode } from '@liusu/contract/error-code';
import * as job from '@liusu/contract/job';
import * as overview from '@liusu/contract/overview';
import * as problem from '@liusu/contract/problem';
import { maxIdempotencyKey, type Route, routes, takesIdempotencyKey } from '@liusu/contract/routes';
import * as scenario from '@liusu/contract/scenario';
import * as sql from '@liusu/contract/sql';
import * as user from '@liusu/contract/user';
import * as webhook from '@liusu/contract/webhook';
import { z } from 'zod';

type Json = Record<string, unknown>;

const modules = [bulk, cluster, connector, job, overview, problem, scenario, sql, user, webhook];

/** Named schemas of what the API answers, for `components`. */
function answerSchemas(): z.core.$ZodRegistry<{ id: string }> {
  const registry = z.registry<{ id: string }>();
  for (const exports of modules) {
    for (const [name, value] of Object.entries(exports)) {
      if (value instanceof z.ZodObject && !registry.has(value)) registry.add(value, { id: name });
    }
  }
  return registry;
}

const base = { target: 'draft-2020-12', unrepresentable: 'any', reused: 'inline' } as const;

function answerSchema(schema: z.ZodType, registry: z.core.$ZodRegistry<{ id: string }>, components: Json): Json {
  const { $defs, $schema: _, ...json } = z.toJSONSchema(schema, { ...base, io: 'output', metadata: registry }) as Json;
  for (const [name, definition] of Object.entries(($defs ?? {}) as Json)) components[name] = relinked(definition);
  const id = registry.get(schema)?.id;
  if (id === undefined) return relinked(json) as Json;
  components[id] = relinked(json);
  return { $ref: `#/components/schemas/${id}` };
}

/** References of one schema's own document made references of the whole document. */
function relinked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relinked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, inner]) => !(name === 'id' && typeof inner === 'string'))
      .map(([name, inner]) =>
        name === '$ref' && typeof inner === 'string'
          ? [name, inner.replace('#/$defs/', '#/components/schemas/')]
          : [name, relinked(inner)],
      ),
  );
}

function requestSchema(schema: z.ZodType): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { ...base, io: 'input' }) as Json;
  return json;
}

function parametersOf(route: Route): Json[] {
  const of = (schema: z.ZodObject | undefined, where: 'path' | 'query') => {
    if (schema === undefined) return [];
    const json = requestSchema(schema) as { properties?: Json; required?: string[] };
    return Object.entries(json.properties ?? {}).map(([name, property]) => ({
      name,
      in: where,
      required: where === 'path' || json.required?.includes(name) === true,
      schema: property,
    }));
  };
  return [...of(route.params, 'path'), ...of(route.query, 'query'), ...headersOf(route)];
}

function headersOf(route: Route): Json[] {
  const header = (name: string, description: string, schema: Json) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string', ...schema },
  });
  return [
    ...(takesIdempotencyKey(route)
      ? [
          header('Idempotency-Key', 'Sent again under the same key within a day, it gets the first answer.', {
            minLength: 1,
            maxLength: maxIdempotencyKey,
          }),
        ]
      : []),
    ...(route.ifMatch === true
      ? [
          header(
            'If-Match',
            "The job's generation as it was seen; refused with GENERATION_MISMATCH when it is another.",
            {
              pattern: '^(\\*|(W/)?"?[0-9]{1,15}"?)$',
            },
          ),
        ]
      : []),
  ];
}

function problemResponses(route: Route): Json {
  const codes = new Set<ErrorCode>([...(route.errors ?? []), 'INTERNAL']);
  if (route.params !== undefined || route.query !== undefined || route.body !== undefined) codes.add('INVALID_INPUT');
  if (route.permission !== 'public') codes.add('UNAUTHENTICATED');
  if (route.permission !== 'public' && route.permission !== 'session') codes.add('FORBIDDEN');
  if (route.params !== undefined) codes.add('NOT_FOUND');
  if (route.method !== 'GET' && route.ifMatch !== true) codes.add('IF_MATCH_NOT_TAKEN');
  if (route.module !== 'core') codes.add('MODULE_DISABLED');
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = errorCodes[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus]
      .sort(([left], [right]) => left - right)
      .map(([status, list]) => [
        String(status),
        {
          description: list.map((code) => `${code}: ${errorText(code, 'en').title}`).join('; '),
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      ]),
  );
}

function successResponse(route: Route, registry: z.core.$ZodRegistry<{ id: string }>, components: Json): Json {
  if (route.stream !== undefined) {
    const event = route.stream === 'events' ? overview.LiveEvent : sql.PreviewEvent;
    return {
      description: 'Server-sent events; the data of each is one JSON value of this schema',
      content: { 'text/event-stream': { schema: answerSchema(event, registry, components) } },
    };
  }
  if (route.response === undefined) return { description: 'Done' };
  const schema = answerSchema(route.response, registry, components);
  return {
    description: route.status === 202 ? 'Accepted, and being carried out' : 'Success',
    content: { 'application/json': { schema } },
  };
}

/** The document. Built once: the contract does not change while the server runs. */
export function buildOpenApi(version: string): Json {
  const registry = answerSchemas();
  const components: Json = {};
  answerSchema(problem.Problem, registry, components);
  const paths: Record<string, Json> = {};
  for (const [key, definition] of Object.entries(routes)) {
    const route: Route = definition;
    const path = `/api/v1${route.path.replace(/:([A-Za-z]+)/g, '{$1}')}`;
    const item = (paths[path] ??= {});
    item[route.method.toLowerCase()] = {
      operationId: key,
      summary: route.summary,
      tags: [route.module],
      'x-permission': route.permission,
      security: route.permission === 'public' ? [] : [{ bearer: [] }, { session: [], csrf: [] }],
      parameters: parametersOf(route),
      ...(route.body === undefined
        ? {}
        : { requestBody: { required: true, content: { 'application/json': { schema: requestSchema(route.body) } } } }),
      ...(route.upload === undefined
        ? {}
        : { requestBody: { required: true, content: { [route.upload.contentType]: {} } } }),
      responses: {
        [String(route.status)]: successResponse(route, registry, components),
        ...problemResponses(route),
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Liusu 流溯',
      version,
      description: 'Errors are problem details (RFC 9457) with a stable code. Mutations accept Idempotency-Key.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API token' },
        session: { type: 'apiKey', in: 'cookie', name: 'liusu_session' },
        csrf: { type: 'apiKey', in: 'header', name: 'X-CSRF-Token' },
      },
    },
  };
}
