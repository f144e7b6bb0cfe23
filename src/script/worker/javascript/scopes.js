// Finds which names are declared where, so that a name which nothing declares can be told.
(function scopes() {
  'use strict';

  const isFunction = (node) => /Function/.test(node.type);

  // The nodes below `node`, in the order of the text.
  function childrenOf(node) {
    const children = [];
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (child !== null && typeof child === 'object' && typeof child.type === 'string') children.push(child);
      }
    }
    // A shorthand property holds the same place twice.
    return children.sort((left, right) => left.start - right.start);
  }

  function addNames(pattern, names) {
    switch (pattern?.type) {
      case 'Identifier': names.add(pattern.name); break;
      case 'ObjectPattern': for (const property of pattern.properties) addNames(property.value ?? property, names); break;
      case 'ArrayPattern': for (const element of pattern.elements) addNames(element, names); break;
      case 'AssignmentPattern': addNames(pattern.left, names); break;
      case 'RestElement': addNames(pattern.argument, names); break;
    }
  }

  const opensScope = new Set(['Program', 'BlockStatement', 'StaticBlock', 'ForStatement', 'ForInStatement',
                              'ForOfStatement', 'SwitchStatement', 'CatchClause', 'ClassExpression',
                              'ClassDeclaration']);

  // The names that each node which opens a scope declares in it: a Map from node to Set.
  function declarationsOf(program) {
    const declared = new Map();

    function declare(node, functionNames, blockNames) {
      if (isFunction(node)) {
        if (node.type === 'FunctionDeclaration') blockNames.add(node.id.name);
        const names = new Set(node.type === 'ArrowFunctionExpression' ? [] : ['arguments']);
        if (node.type === 'FunctionExpression' && node.id !== null) names.add(node.id.name);
        for (const parameter of node.params) addNames(parameter, names);
        declared.set(node, names);
        functionNames = blockNames = names;
      } else if (opensScope.has(node.type)) {
        if (node.type === 'ClassDeclaration') blockNames.add(node.id.name);
        blockNames = new Set();
        if (node.type === 'ClassExpression' && node.id !== null) blockNames.add(node.id.name);
        if (node.type === 'CatchClause') addNames(node.param, blockNames);
        if (node.type === 'Program' || node.type === 'StaticBlock') functionNames = blockNames;
        declared.set(node, blockNames);
      } else if (node.type === 'VariableDeclaration') {
        const names = node.kind === 'var' ? functionNames : blockNames;
        for (const declarator of node.declarations) addNames(declarator.id, names);
      }
      for (const child of childrenOf(node)) declare(child, functionNames, blockNames);
    }

    declare(program, null, null);
    return declared;
  }

  return { childrenOf, declarationsOf, isFunction };
})
