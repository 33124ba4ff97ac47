/** Where facts come from: a directory of manifests, or the Kubernetes API. The only package that sees Kubernetes types besides translate. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.actors.source;
