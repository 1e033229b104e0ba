// Prints the texts of the documents that an installation is to trust, as JSON.
import { documentText } from "@clearclaim/client";

import * as documents from "./documents.js";

console.log(JSON.stringify(Object.values(documents).map(documentText)));
