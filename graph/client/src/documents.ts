import { Kind, OperationTypeNode, print } from "@0no-co/graphql.web";
import type { DirectiveNode, DocumentNode, OperationDefinitionNode } from "@0no-co/graphql.web";

const atLeastBlock = "atLeastBlock";
const idempotent = "idempotent";

/**
 * Returns the text of a document; a query waits for the block, unless it names one itself.
 *
 * @param block - A block's number; undefined is none.
 */
export function textOf(document: DocumentNode, block?: bigint): string {
  const operation = operationOf(document);
  const names = (operation.directives ?? []).map((directive) => directive.name.value);
  if (block === undefined || operation.operation !== OperationTypeNode.QUERY || names.includes(atLeastBlock)) {
    return print(document);
  }
  const waiting = { ...operation, directives: [...(operation.directives ?? []), waitFor(block)] };
  return print({
    ...document,
    definitions: document.definitions.map((definition) => (definition === operation ? waiting : definition)),
  });
}

function waitFor(block: bigint): DirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: atLeastBlock },
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: "number" },
        value: { kind: Kind.STRING, value: block.toString() },
      },
    ],
  };
}

/** Whether a document may be sent twice: a query, or a mutation whose fields each have a key. */
export function isRepeatable(document: DocumentNode): boolean {
  const operation = operationOf(document);
  return (
    operation.operation === OperationTypeNode.QUERY ||
    operation.selectionSet.selections.every((selection) =>
      (selection.directives ?? []).some((directive) => directive.name.value === idempotent),
    )
  );
}

/** Whether a document is a mutation. */
export function isMutation(document: DocumentNode): boolean {
  return operationOf(document).operation === OperationTypeNode.MUTATION;
}

/** Returns the one operation of a document. */
function operationOf(document: DocumentNode): OperationDefinitionNode {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (!operation || operations.length > 1) throw new TypeError("a document must have one operation");
  return operation;
}
