/** Shapes of the SQL gateway's REST answers (v3, the same on 1.20 and 2.x), as far as they are used. */
import { z } from 'zod';

export const SessionOpened = z.object({ sessionHandle: z.string() });
export const StatementAccepted = z.object({ operationHandle: z.string() });
export const OperationStatusAnswer = z.object({ status: z.string() });
export const GatewayInfo = z.object({ productName: z.string().default(''), version: z.string() });

/** A logical type as the gateway tells it; nested types have the same form. */
export interface LogicalType {
  type: string;
  nullable: boolean;
  length?: number | undefined;
  precision?: number | undefined;
  scale?: number | undefined;
  elementType?: LogicalType | undefined;
  keyType?: LogicalType | undefined;
  valueType?: LogicalType | undefined;
  fields?: { name: string; fieldType: LogicalType }[] | undefined;
}

export const LogicalType: z.ZodType<LogicalType> = z.lazy(() =>
  z.object({
    type: z.string(),
    nullable: z.boolean().default(true),
    length: z.number().optional(),
    precision: z.number().optional(),
    scale: z.number().optional(),
    elementType: LogicalType.optional(),
    keyType: LogicalType.optional(),
    valueType: LogicalType.optional(),
    fields: z.array(z.object({ name: z.string(), fieldType: LogicalType })).optional(),
  }),
);

export const ResultsAnswer = z.object({
  resultType: z.enum(['NOT_READY', 'PAYLOAD', 'EOS']),
  jobID: z.string().nullish(),
  resultKind: z.string().nullish(),
  isQueryResult: z.boolean().nullish(),
  nextResultUri: z.string().nullish(),
  results: z
    .object({
      columns: z.array(z.object({ name: z.string(), logicalType: LogicalType })).default([]),
      data: z.array(z.object({ kind: z.string(), fields: z.array(z.unknown()) })).default([]),
    })
    .nullish(),
});
