// Signs a document with DIVOC's own library, as of the task's `now`.
"use strict";

require("./library.cjs").run((library, {document}) => library.signJSON(document));
