#pragma once
// Panels reach the session only through the models: runs beside and below a run.

#include "store/branch_family.h"
