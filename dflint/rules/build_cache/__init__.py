"""Rules on the layer cache: what makes a build do again what it has done before."""
