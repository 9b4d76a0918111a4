/* Loaded into DAISY Ace (node --require): two functions of the libraries with which it reads a package take
 * a time that grows with the cube of the number of files: hours, of a thousand articles, before the first page
 * is looked at.  These give the same answers by looking them up.
 *
 *   xpath    item[@id='x'] goes through the whole manifest, for each itemref of the spine
 *   xmldom   compareDocumentPosition, by which xpath sorts, goes through all children of the parent
 *
 * With ACE_COMPARE in the environment every answer is compared with the libraries' own. */
'use strict';
const path = require('path');

/* As Ace sees them: this file lies elsewhere. */
const here = {paths: [path.join(__dirname, '..', '..', 'build', 'tools', 'npm')]};
const xpath = require(require.resolve('xpath', here));
const {DOMParser, Node} = require(require.resolve('@xmldom/xmldom', here));

/* ---- items of the manifest ---- */

const ITEM = /^\/opf:package\/opf:manifest\/opf:item\[@id='([^']*)'\]$/;
const manifests = new WeakMap();

function manifest(select, document) {
	if (!manifests.has(document)) {
		const items = new Map();
		for (const item of select('/opf:package/opf:manifest/opf:item', document)) {
			const id = item.getAttribute('id');
			items.set(id, (items.get(id) || []).concat(item));
		}
		manifests.set(document, items);
	}
	return manifests.get(document);
}

const useNamespaces = xpath.useNamespaces;
xpath.useNamespaces = (namespaces) => {
	const select = useNamespaces(namespaces);
	return (expression, document, ...rest) => {
		const wanted = ITEM.exec(expression);
		const slowly = () => select(expression, document, ...rest);
		if (!wanted)
			return slowly();
		const found = manifest(select, document).get(wanted[1]) || [];
		const own = process.env.ACE_COMPARE ? slowly() : found;
		if (found.length !== own.length || found.some((item, i) => item !== own[i]))
			throw new Error(`ace-faster: other items of ${expression}`);
		return found;
	};
};

/* ---- the order of children ---- */

const places = new WeakMap();

/* Of a child among its parent's; learnt anew when the parent has been changed. */
function place(child) {
	const parent = child.parentNode;
	let known = places.get(parent);
	if (!known || parent.childNodes[known.get(child)] !== child) {
		known = new Map();
		for (let node = parent.firstChild; node; node = node.nextSibling)
			known.set(node, known.size);
		places.set(parent, known);
	}
	return known.get(child);
}

const bearer = (node) => node.nodeType === Node.ATTRIBUTE_NODE ? node.ownerElement : node;
const compare = Node.prototype.compareDocumentPosition;

function compareQuickly(other) {
	const a = bearer(this), b = bearer(other);
	if (!a || !b || a === b || !a.parentNode || a.parentNode !== b.parentNode)
		return compare.call(this, other);
	const found = place(b) < place(a) ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING;
	if (process.env.ACE_COMPARE && found !== compare.call(this, other))
		throw new Error(`ace-faster: another order of <${a.nodeName}> and <${b.nodeName}>`);
	return found;
}

/* Each kind of node has a copy of Node's functions. */
const sample = new DOMParser().parseFromString('<a b="c">d</a>', 'text/xml');
const root = sample.documentElement;
for (const node of [sample, root, root.firstChild, root.getAttributeNode('b')])
	for (let kind = node; kind; kind = Object.getPrototypeOf(kind))
		if (Object.hasOwn(kind, 'compareDocumentPosition'))
			kind.compareDocumentPosition = compareQuickly;
if (root.compareDocumentPosition(root.firstChild) !== compare.call(root, root.firstChild))
	throw new Error('ace-faster: xmldom has changed');
