#include "script/worker/worker_main.h"

int main(int argc, char** argv) { return penstock::script::script_worker_main(argc, argv); }
