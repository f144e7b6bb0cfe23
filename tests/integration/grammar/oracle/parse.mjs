// Says which statements the grammar of PL/SQL from the ANTLR project does not take.
import { readFileSync } from 'node:fs';

import { CharStream, CommonTokenStream } from 'antlr4';
import Lexer from '@griffithswaite/ts-plsql-parser/antlr/PlSqlLexer.js';
import Parser from '@griffithswaite/ts-plsql-parser/antlr/PlSqlParser.js';

function isSql(statement) {
  let errors = 0;
  const ignore = () => {};
  const listener = { syntaxError: () => { ++errors; }, reportAmbiguity: ignore,
                     reportAttemptingFullContext: ignore, reportContextSensitivity: ignore };
  const listenedTo = (recognizer) => {
    recognizer.removeErrorListeners();
    recognizer.addErrorListener(listener);
    return recognizer;
  };
  const end = statement.endsWith(';') ? '' : ';';
  const lexer = listenedTo(new Lexer(new CharStream(statement + end)));
  listenedTo(new Parser(new CommonTokenStream(lexer))).sql_script();
  return errors === 0;
}

const statements = JSON.parse(readFileSync(process.argv[2], 'utf8'));
console.log(JSON.stringify(statements.filter((statement) => !isSql(statement))));
