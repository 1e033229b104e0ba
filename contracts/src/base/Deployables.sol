// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// The AccessManager is deployed as OpenZeppelin ships it. This import makes the compiler emit it with our contracts.
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
