import { Kind, OperationTypeNode, print } from "@0no-co/graphql.web";
import type { DocumentNode, OperationDefinitionNode } from "@0no-co/graphql.web";

const atLeastBlock = "atLeastBlock";
const idempotent = "idempotent";

/** Returns the text of a document as the client sends it, which is what an installation trusts. */
export function documentText(document: DocumentNode): string {
  return print(document);
}

/** Whether a document waits for the client's own writes if that is asked for: a query that names no block itself. */
export function mayWait(document: DocumentNode): boolean {
  const { operation, directives = [] } = operationOf(document);
  return operation === OperationTypeNode.QUERY && !directives.some((directive) => directive.name.value === atLeastBlock);
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
