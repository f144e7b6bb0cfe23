// Rewrites a script so that reading from nothing gives null instead of an error (README.md lists
// the forms). Text is only inserted, never with a line break, so lines stay and columns can be
// told from the list of insertions.
//
// `_` below is one variable per function for the value of an object that is more than a name;
// it is read right after it was assigned, so nested uses do not disturb each other:
//   a.b        ->  (a==null?null:a.b)
//   a.b.c      ->  ((_=(a==null?null:a.b))==null?null:_.c)
//   a.length   ->  (a==null?0:a.length)
//   a.b(c)     ->  (a==null?a:a.b(c))
//   a?.b.c     ->  a?.b?.c                   (a chain of the user's gives undefined, as it does)
//   unknown    ->  (typeof unknown==='undefined'?null:unknown)
(function rewrite(acorn, scopes) {
  'use strict';

  const { childrenOf, declarationsOf, isFunction } = scopes;

  class StrictParser extends acorn.Parser {
    constructor(...values) {
      super(...values);
      this.strict = true;
    }
  }

  function parse(text, tokens) {
    const options = { ecmaVersion: 2024, allowReturnOutsideFunction: true,
                      allowHashBang: false, locations: true, onToken: tokens };
    return new StrictParser(options, text).parse();
  }

  function refuse(node, what) {
    const error = new SyntaxError(`${what} is not supported: a script runs to its end without waiting`);
    error.loc = node.loc.start;
    throw error;
  }

  class Rewriter {
    constructor(text, globals) {
      this.tokens = [];
      this.program = parse(text, this.tokens);
      this.declared = declarationsOf(this.program);
      this.globals = globals;        // Map from the names that exist to whether an object is there.
      this.scopes = [];
      this.insertions = [];
      this.temporary = '_';
      while (text.includes(this.temporary)) this.temporary += '_';
    }

    insert(position, inserted) {
      const insertion = { position, text: inserted };
      this.insertions.push(insertion);
      return insertion;
    }

    run() {
      const start = this.insert(0, '');
      this.inFunction(start, true, () => this.visit(this.program));
      return this.insertions;
    }

    // Runs `action` for the body of a function that can declare its variable at `start`.
    inFunction(start, thisIsDocument, action) {
      const outer = this.frame;
      this.frame = { usesTemporary: false, thisIsDocument };
      action();
      if (this.frame.usesTemporary) start.text = `var ${this.temporary};`;
      this.frame = outer;
    }

    useTemporary() {
      this.frame.usesTemporary = true;
      return this.temporary;
    }

    isDeclared(name) {
      return this.scopes.some((names) => names.has(name));
    }

    // Nothing declares the name, nor is it built in.
    isUnknown(name) {
      return !this.isDeclared(name) && !this.globals.has(name);
    }

    // Whether `node` cannot be null or undefined.
    isSomething(node) {
      switch (node.type) {
        case 'ThisExpression': return this.frame.thisIsDocument;
        case 'Identifier': return !this.isDeclared(node.name) && this.globals.get(node.name) === true;
        case 'Literal': return node.raw !== 'null';
        case 'UnaryExpression': return node.operator !== 'void';
        case 'TemplateLiteral': case 'ObjectExpression': case 'ArrayExpression':
        case 'FunctionExpression': case 'ArrowFunctionExpression': case 'ClassExpression':
        case 'NewExpression': case 'BinaryExpression': case 'UpdateExpression': case 'MetaProperty':
          return true;
        default: return false;
      }
    }

    // The index of the first token that begins at `position` or later.
    tokenFrom(position) {
      let low = 0;
      let high = this.tokens.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.tokens[middle].start < position) low = middle + 1; else high = middle;
      }
      return low;
    }

    // The place of the `.` or `[` of a member access, whose object may be in parentheses.
    accessorOf(node) {
      let index = this.tokenFrom(node.object.end);
      while (this.tokens[index].type.label === ')') ++index;
      return this.tokens[index].start;
    }

    // The place after the `=>` of an arrow function.
    afterArrow(node) {
      let index = this.tokenFrom(node.body.start) - 1;
      while (this.tokens[index].type.label !== '=>') --index;
      return this.tokens[index].end;
    }

    visitAll(nodes) {
      for (const node of nodes) if (node !== null) this.visit(node);
    }

    visit(node) {
      const names = this.declared.get(node);
      if (names !== undefined) this.scopes.push(names);
      const visitor = `visit${node.type}`;
      if (isFunction(node)) this.visitFunction(node);
      else if (visitor in this) this[visitor](node);
      else this.visitAll(childrenOf(node));
      if (names !== undefined) this.scopes.pop();
    }

    visitFunction(node) {
      if (node.async) refuse(node, 'an async function');
      const isArrow = node.type === 'ArrowFunctionExpression';
      const thisIsDocument = isArrow && this.frame.thisIsDocument;
      // The variable of a body is not visible in the parameters: they use that of the outside.
      this.withThis(thisIsDocument, () => node.params.forEach((parameter) => this.visitTarget(parameter)));
      if (node.body.type === 'BlockStatement') {
        const start = this.insert(node.body.start + 1, '');
        this.inFunction(start, thisIsDocument, () => this.visit(node.body));
        return;
      }
      const start = this.insert(this.afterArrow(node), '');
      this.inFunction(start, thisIsDocument, () => this.visit(node.body));
      if (start.text === '') return;
      start.text = `{${start.text}return (`;
      this.insert(node.end, ')}');
    }

    withThis(thisIsDocument, action) {
      const outer = this.frame.thisIsDocument;
      this.frame.thisIsDocument = thisIsDocument;
      action();
      this.frame.thisIsDocument = outer;
    }

    visitIdentifier(node) {
      if (!this.isUnknown(node.name)) return;
      this.insert(node.start, `(typeof ${node.name}==='undefined'?null:`);
      this.insert(node.end, ')');
    }

    visitProperty(node) {
      if (node.computed) this.visit(node.key);
      if (node.shorthand && this.isUnknown(node.value.name)) this.insert(node.start, `${node.key.name}:`);
      this.visit(node.value);
    }

    visitClassMember(node) {
      if (node.computed) this.visit(node.key);
      if (node.value !== null) this.withThis(false, () => this.visit(node.value));
    }
    visitMethodDefinition(node) { this.visitClassMember(node); }
    visitPropertyDefinition(node) { this.visitClassMember(node); }
    visitStaticBlock(node) {
      this.withThis(false, () => this.visitStatements(node.body));
    }
    visitClassDeclaration(node) { this.visitAll([node.superClass, node.body]); }
    visitClassExpression(node) { this.visitClassDeclaration(node); }

    // A statement that now begins with `(` must not continue one that ends without a semicolon.
    visitStatements(statements) {
      statements.forEach((statement, index) => {
        if (index > 0 && statement.type === 'ExpressionStatement') this.insert(statement.start, ';');
        this.visit(statement);
      });
    }
    visitProgram(node) { this.visitStatements(node.body); }
    visitBlockStatement(node) { this.visitStatements(node.body); }
    visitSwitchCase(node) {
      if (node.test !== null) this.visit(node.test);
      this.visitStatements(node.consequent);
    }

    visitLabeledStatement(node) { this.visit(node.body); }
    visitBreakStatement() {}
    visitContinueStatement() {}
    visitMetaProperty() {}
    visitAwaitExpression(node) { refuse(node, 'await'); }
    visitImportExpression(node) { refuse(node, 'import()'); }

    visitVariableDeclarator(node) {
      this.visitTarget(node.id);
      if (node.init !== null) this.visit(node.init);
    }
    visitCatchClause(node) {
      if (node.param !== null) this.visitTarget(node.param);
      this.visit(node.body);
    }
    visitAssignmentExpression(node) {
      this.visitTarget(node.left);
      this.visit(node.right);
    }
    visitUpdateExpression(node) { this.visitTarget(node.argument); }
    visitForInStatement(node) {
      if (node.left.type === 'VariableDeclaration') this.visit(node.left); else this.visitTarget(node.left);
      this.visit(node.right);
      this.visit(node.body);
    }
    visitForOfStatement(node) {
      if (node.await) refuse(node, 'for await');
      this.visitForInStatement(node);
    }

    // What is written to stays as it is; the expressions within it are reads.
    visitTarget(node) {
      switch (node?.type) {
        case 'MemberExpression': this.visitParts(node); break;
        case 'ObjectPattern':
          for (const property of node.properties) {
            if (property.computed) this.visit(property.key);
            this.visitTarget(property.value ?? property);
          }
          break;
        case 'ArrayPattern': for (const element of node.elements) this.visitTarget(element); break;
        case 'RestElement': this.visitTarget(node.argument); break;
        case 'AssignmentPattern':
          this.visitTarget(node.left);
          this.visit(node.right);
          break;
      }
    }

    // The object and the computed key of a member access, not the access itself.
    visitParts(node) {
      if (node.object.type !== 'Super') this.visit(node.object);
      if (node.computed) this.visit(node.property);
    }

    visitUnaryExpression(node) {
      const { operator, argument } = node;
      if (operator === 'typeof' && argument.type === 'Identifier') return;
      if (operator === 'delete') this.visitDeleted(argument); else this.visit(argument);
    }
    visitDeleted(node) {
      if (node.type === 'MemberExpression') this.visitParts(node); else this.visit(node);
    }

    // `new a.b.c(d)`: only the arguments are reads.
    visitNewExpression(node) {
      if (node.callee.type !== 'MemberExpression' && node.callee.type !== 'Identifier') this.visit(node.callee);
      this.visitAll(node.arguments);
    }

    visitTaggedTemplateExpression(node) {
      if (node.tag.type === 'MemberExpression') this.visitParts(node.tag);
      else if (node.tag.type !== 'Identifier') this.visit(node.tag);
      this.visit(node.quasi);
    }

    // Whether an access to a member of `node.object` needs no guard, or must not have one.
    isUnguarded(node) {
      return node.object.type === 'Super' || node.property.type === 'PrivateIdentifier' ||
             this.isSomething(node.object);
    }

    visitMemberExpression(node) {
      if (this.isUnguarded(node)) return this.visitParts(node);
      const { property, computed } = node;
      const isLength = computed ? property.value === 'length' : property.name === 'length';
      this.guard(node, node, isLength ? '0' : 'null', () => {
        if (computed) this.visit(property);
      });
    }

    visitCallExpression(node) {
      const { callee } = node;
      if (callee.type === 'Identifier' || callee.type === 'Super') return this.visitAll(node.arguments);
      if (callee.type !== 'MemberExpression') return this.visitAll([callee, ...node.arguments]);
      // `(a.b)(c)` keeps its `this` only as it is written.
      if (this.isUnguarded(callee) || callee.start !== node.start) {
        this.visitParts(callee);
        return this.visitAll(node.arguments);
      }
      this.guard(node, callee, undefined, () => {
        if (callee.computed) this.visit(callee.property);
        this.visitAll(node.arguments);
      });
    }

    // Makes `whole` give `nothing` (undefined: the object itself) if the object of `member`, with
    // which it begins, is null or undefined.
    guard(whole, member, nothing, visitRest) {
      const { object } = member;
      const name = object.start === whole.start ? this.simpleName(object) : undefined;
      if (name !== undefined) {
        this.insert(whole.start, `(${name}==null?${nothing ?? name}:`);
      } else {
        this.guardValue(whole, member, nothing);
      }
      visitRest();
      this.insert(whole.end, ')');
    }

    // What can be written twice.
    simpleName(object) {
      if (object.type === 'ThisExpression') return 'this';
      return object.type === 'Identifier' && !this.isUnknown(object.name) ? object.name : undefined;
    }

    guardValue(whole, member, nothing) {
      const name = this.useTemporary();
      this.insert(whole.start, `((${name}=`);
      this.visit(member.object);
      this.insert(this.accessorOf(member), `)==null?${nothing ?? name}:${name}`);
    }

    visitChainExpression(node) { this.visitLink(node.expression); }
    visitLink(node) {
      if (node.type === 'MemberExpression') {
        if (node.object.type !== 'Super') this.visitLink(node.object);
        if (!node.optional && !this.isUnguarded(node)) this.insert(this.accessorOf(node), node.computed ? '?.' : '?');
        if (node.computed) this.visit(node.property);
      } else if (node.type === 'CallExpression') {
        this.visitLink(node.callee);
        this.visitAll(node.arguments);
      } else {
        this.visit(node);
      }
    }
  }

  // The text with the insertions, and where they are: [line, column in the result, length].
  function apply(text, insertions) {
    const edits = [];
    let result = '';
    let from = 0;
    let line = 1;
    let lineStart = 0;  // In the result.
    for (const { position, text: inserted } of insertions) {
      const kept = text.slice(from, position);
      for (let at = 0; at < kept.length; ++at) {
        if (/[\n\u2028\u2029]/.test(kept[at]) || (kept[at] === '\r' && text[from + at + 1] !== '\n')) {
          ++line;
          lineStart = result.length + at + 1;
        }
      }
      result += kept;
      from = position;
      edits.push([line, result.length - lineStart + 1, inserted.length]);
      result += inserted;
    }
    return { text: result + text.slice(from), edits: JSON.stringify(edits) };
  }

  // `globals`: pairs of a name that exists in the script's realm and whether an object is there.
  // Throws a SyntaxError with `loc`.
  return (text, globals) => {
    const insertions = new Rewriter(text, new Map(globals)).run().filter(({ text: inserted }) => inserted !== '');
    insertions.sort((left, right) => left.position - right.position);
    return apply(text, insertions);
  };
})
