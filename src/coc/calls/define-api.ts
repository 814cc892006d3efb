import { z } from 'zod';
import type { Operation } from '../classify.ts';
import type { HttpMethod } from '../exchange.ts';

/**
 * One API of COC: how it is called, the limits of its request, and what its answer holds. A field that an API does not have
 * can not be sent.
 */
export interface Api<
  Path extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly operation: Operation;
  readonly method: HttpMethod;
  /** Path with placeholders, such as `/v1/job/scripts/{script_uuid}`. */
  readonly path: string;
  /** Section of COC's API reference 2.0, such as `4.2.1`, or sections; `later` where only later versions have it. */
  readonly section: string;
  /** Set where an answer is always an object. Others may also be a list or a text. */
  readonly answersObject?: true;
  /** Words for an answer without what it promises. By default they name the field. */
  readonly lacking?: string;
  readonly pathParameters: Path;
  readonly query: Query;
  readonly body: Body;
  readonly answer: Answer;
}

/** Request of an API. */
export type RequestOf<A extends Api> = Part<'path', A['pathParameters']> &
  Part<'query', A['query']> &
  Part<'body', A['body']>;

type Part<Name extends string, Schema extends z.ZodType> =
  z.input<Schema> extends undefined ? unknown : { readonly [name in Name]: z.input<Schema> };

/** Answer of an API. */
export type AnswerOf<A extends Api> = z.output<A['answer']>;

const NOTHING = z.undefined();

type Given<Schema> = Schema extends z.ZodType ? Schema : z.ZodUndefined;

/** Defines an API. What it does not name, its requests do not have. */
export function api<
  const Definition extends {
    readonly operation: Operation;
    readonly method: HttpMethod;
    readonly path: string;
    readonly section: string;
    readonly answersObject?: true;
    readonly lacking?: string;
    readonly pathParameters?: z.ZodType;
    readonly query?: z.ZodType;
    readonly body?: z.ZodType;
    readonly answer: z.ZodType;
  },
>(
  definition: Definition,
): Api<
  Given<Definition['pathParameters']>,
  Given<Definition['query']>,
  Given<Definition['body']>,
  Definition['answer']
> {
  return { pathParameters: NOTHING, query: NOTHING, body: NOTHING, ...definition } as never;
}

/**
 * Content of an answer, which COC sends bare by the tables of its reference, and inside `data` by its examples.
 *
 * @param isContent - tells the content from its wrapping, where that has a field `data` of its own
 */
export function wrapped<Schema extends z.ZodType>(
  schema: Schema,
  isContent: (data: unknown) => boolean = (data) => data !== undefined && data !== null,
) {
  return z.preprocess((answer) => {
    const data = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'data') : undefined;
    return isContent(data) ? data : answer;
  }, schema);
}
