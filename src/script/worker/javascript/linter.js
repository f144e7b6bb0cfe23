// Finds what is allowed in a script of an ETL task and most likely not meant: each finding has a
// message and a place in the text.
(function linter(acorn, scopes) {
  'use strict';

  const { childrenOf, declarationsOf, isFunction } = scopes;

  const behaviorName = /^(?:deleteDocuments(?:Of(\w+))?|loadCountersOf(\w+)|loadTimeSeriesOf(\w+))Behavior$/;
  const loadCall = /\bloadTo\w+/g;
  const ends = new Set(['ReturnStatement', 'ThrowStatement', 'BreakStatement', 'ContinueStatement']);
  const fresh = new Set(['ObjectExpression', 'ArrayExpression', 'FunctionExpression',
                         'ArrowFunctionExpression', 'ClassExpression', 'NewExpression']);

  function parse(text, comments) {
    return acorn.parse(text, { ecmaVersion: 2024, allowReturnOutsideFunction: true,
                               allowHashBang: false, locations: true, onComment: comments });
  }

  const isLoadCall = (node) => node.type === 'CallExpression' && node.callee.type === 'Identifier' &&
      node.callee.name.startsWith('loadTo');

  // The name of the target of a call of loadTo, or undefined if it is made at run time.
  function targetOf(call) {
    if (call.callee.name !== 'loadTo') return call.callee.name.slice('loadTo'.length);
    const [first] = call.arguments;
    return first?.type === 'Literal' ? String(first.value) : undefined;
  }

  // Whether what follows `node` in the text can be reached: false if every way ends in it.
  function canGoOn(node) {
    switch (node?.type) {
      case undefined: return true;
      case 'ReturnStatement': case 'ThrowStatement': return false;
      case 'BlockStatement': return node.body.every(canGoOn);
      case 'IfStatement': return node.alternate === null || canGoOn(node.consequent) || canGoOn(node.alternate);
      case 'TryStatement':
        if (node.finalizer !== null && !canGoOn(node.finalizer)) return false;
        return canGoOn(node.block) || (node.handler !== null && canGoOn(node.handler.body));
      case 'SwitchStatement': return canLeaveSwitch(node);
      case 'WhileStatement': case 'DoWhileStatement': case 'ForStatement':
        return !isEndless(node) || leavesWith(node.body, 'BreakStatement');
      default: return true;
    }
  }

  const isEndless = (loop) => loop.test === null || (loop.test.type === 'Literal' && Boolean(loop.test.value));

  function leavesWith(node, type) {
    return node.type === type || (!isFunction(node) && childrenOf(node).some((child) => leavesWith(child, type)));
  }

  function canLeaveSwitch(node) {
    const last = node.cases.at(-1);
    const hasDefault = node.cases.some(({ test }) => test === null);
    return !hasDefault || node.cases.some((each) => leavesWith(each, 'BreakStatement')) ||
        last.consequent.every(canGoOn);
  }

  class Linter {
    constructor(text, globals, collections) {
      this.comments = [];
      this.program = parse(text, this.comments);
      this.declared = declarationsOf(this.program);
      this.globals = globals;
      this.collections = collections;
      this.scopes = [];
      this.findings = [];
      this.loaded = new Set();
      this.names = new Map();  // How often each name is read.
    }

    report(place, message) {
      this.findings.push({ line: place.line, column: place.column + 1, message });
    }

    run() {
      this.checkComments();
      this.visit(this.program);
      for (const node of this.program.body) {
        if (node.type === 'FunctionDeclaration') this.checkFunction(node);
      }
      return this.findings.sort((left, right) => left.line - right.line || left.column - right.column);
    }

    checkComments() {
      for (const comment of this.comments) {
        for (const [name] of comment.value.matchAll(loadCall)) {
          this.report(comment.loc.start,
              `${name} stands in a comment, and counts: what was loaded there before is deleted`);
        }
      }
    }

    checkFunction(node) {
      const { name } = node.id;
      const match = behaviorName.exec(name);
      if (match !== null) {
        this.checkBehavior(node, name, match[1] ?? match[2] ?? match[3]);
      } else if (!this.names.has(name) && this.holdsLoadCall(node)) {
        this.report(node.loc.start, `${name} calls loadTo, and is never called`);
      }
    }

    checkBehavior(node, name, collection) {
      const bare = this.findBareReturn(node.body);
      if (bare !== undefined || canGoOn(node.body)) {
        this.report((bare ?? node).loc.start, `${name} has a way to its end that returns nothing`);
      }
      if (collection === undefined || this.isLoaded(collection)) return;
      this.report(node.loc.start, `${name} is never asked: the script does not load ${collection}`);
    }

    // An empty script loads its own collections.
    isLoaded(collection) {
      const wanted = collection.toLowerCase();
      if (this.loaded.size > 0) return this.loaded.has(wanted);
      return this.collections.some((each) => each.toLowerCase() === wanted);
    }

    findBareReturn(node) {
      if (node.type === 'ReturnStatement') return node.argument === null ? node : undefined;
      if (isFunction(node)) return undefined;
      for (const child of childrenOf(node)) {
        const found = this.findBareReturn(child);
        if (found !== undefined) return found;
      }
      return undefined;
    }

    holdsLoadCall(node) {
      return isLoadCall(node) || childrenOf(node).some((child) => this.holdsLoadCall(child));
    }

    visit(node) {
      const opens = this.declared.has(node);
      if (opens) this.scopes.push(this.declared.get(node));
      this[`check${node.type}`]?.(node);
      if (Array.isArray(node.body)) this.checkReach(node.body);
      for (const child of this.expressionsOf(node)) this.visit(child);
      if (opens) this.scopes.pop();
    }

    // The children in which an identifier is a variable, and no label or name of a member.
    expressionsOf(node) {
      const children = childrenOf(node);
      switch (node.type) {
        case 'MemberExpression': return node.computed ? children : [node.object];
        case 'Property': return node.computed ? children : [node.value];
        case 'PropertyDefinition': case 'MethodDefinition':
          return node.computed ? children : children.filter((child) => child !== node.key);
        case 'LabeledStatement': return [node.body];
        case 'BreakStatement': case 'ContinueStatement': case 'MetaProperty': return [];
        default: return children;
      }
    }

    checkReach(statements) {
      const end = statements.findIndex((statement) => ends.has(statement.type) || !canGoOn(statement));
      if (end < 0) return;
      for (const statement of statements.slice(end + 1)) {
        if (statement.type !== 'FunctionDeclaration') this.reportUnreached(statement);
      }
    }

    reportUnreached(node) {
      if (isLoadCall(node)) this.report(node.loc.start, `${node.callee.name} is never reached`);
      for (const child of childrenOf(node)) this.reportUnreached(child);
    }

    checkSwitchCase(node) { this.checkReach(node.consequent); }

    checkCondition(test) {
      if (test?.type === 'AssignmentExpression') {
        this.report(test.loc.start, 'an assignment is used as a condition; == or === compares');
      }
    }
    checkIfStatement(node) {
      this.checkCondition(node.test);
      if (node.test.type === 'Literal' && !node.test.value) this.reportUnreached(node.consequent);
    }
    checkWhileStatement(node) { this.checkCondition(node.test); }
    checkDoWhileStatement(node) { this.checkCondition(node.test); }
    checkForStatement(node) { this.checkCondition(node.test); }
    checkConditionalExpression(node) { this.checkCondition(node.test); }

    checkBinaryExpression(node) {
      if (!/^[!=]==?$/.test(node.operator)) return;
      const isFresh = ({ type, regex }) => fresh.has(type) || regex !== undefined;
      if (isFresh(node.left) || isFresh(node.right)) {
        this.report(node.loc.start, `${node.operator} against a new object: no other value is the same object`);
      }
    }

    checkCallExpression(node) {
      if (!isLoadCall(node)) return;
      const target = targetOf(node);
      if (target !== undefined) this.loaded.add(target.toLowerCase());
    }

    checkIdentifier(node) {
      if (this.scopes.some((names) => names.has(node.name))) {
        const count = this.names.get(node.name) ?? 0;
        if (!this.isDeclaration(node)) this.names.set(node.name, count + 1);
      } else if (!this.globals.has(node.name) && node.name !== 'undefined') {
        this.report(node.loc.start, `nothing is named ${node.name}: it is null`);
      }
    }

    isDeclaration(node) { return this.declarations?.has(node) ?? false; }

    checkFunctionDeclaration(node) {
      this.declarations ??= new Set();
      this.declarations.add(node.id);
    }
  }

  // `globals`: as of rewrite.js. `collections`: those that the script runs on. A text that does not
  // parse has that as its only finding.
  return (text, globals, collections) => {
    try {
      return JSON.stringify(new Linter(text, new Map(globals), collections).run());
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      const message = `the script does not parse: ${error.message.replace(/ \(\d+:\d+\)$/, '')}`;
      return JSON.stringify([{ line: error.loc?.line ?? 0, column: (error.loc?.column ?? -1) + 1, message }]);
    }
  };
})
