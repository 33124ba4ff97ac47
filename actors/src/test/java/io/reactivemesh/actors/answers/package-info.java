/**
 * The table of what Get and GetProfile say: rows in {@code src/test/resources/answers}, each a world of Kubernetes objects, a call, and the
 * answer that the rule named in the row demands. How to add one is in the module's README.
 */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.actors.answers;
