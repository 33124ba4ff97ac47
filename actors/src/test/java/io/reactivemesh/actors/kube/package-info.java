@org.jspecify.annotations.NullMarked
package io.reactivemesh.actors.kube;
