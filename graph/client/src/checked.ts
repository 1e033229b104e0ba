import type { TadaDocumentNode } from "gql.tada";

/**
 * A document whose fields the schema all has. One that it has not is typed unknown, which
 * would only be noticed where it is read.
 */
export type Checked<R, V> = TadaDocumentNode<R, V> &
  (HasUnknown<R> extends true ? { readonly error: "the document asks for a field that the schema does not have" } : unknown);

type HasUnknown<T> = unknown extends T
  ? true
  : T extends readonly (infer Item)[]
    ? HasUnknown<Item>
    : T extends object
      ? true extends { [K in keyof T]-?: HasUnknown<T[K]> }[keyof T]
        ? true
        : false
      : false;
