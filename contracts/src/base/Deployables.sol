// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// AccessManager and TimelockController are deployed as OpenZeppelin ships them. These imports make the compiler emit them with
// our contracts.
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
