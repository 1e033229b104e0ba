// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IPlans} from "../interfaces/IPlans.sol";

/// @title PlanContent
/// @notice A plan's content as contract code.
///
/// @dev The code is `abi.encode(Plan)`. That begins with a word of 32, so its first byte is STOP: calling it does nothing.
library PlanContent {
    /// @dev DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN: gives back what follows as the code.
    bytes7 private constant RETURN_THE_REST = hex"80600a3d393df3";

    /// @dev PUSH2, which takes the length that follows.
    bytes1 private constant PUSH_LENGTH = 0x61;

    /// @notice The initcode whose deployment has `encoded` as its code.
    function initcodeOf(bytes memory encoded) internal pure returns (bytes memory) {
        return abi.encodePacked(PUSH_LENGTH, SafeCast.toUint16(encoded.length), RETURN_THE_REST, encoded);
    }

    /// @notice The plan that an address holds.
    function read(address content) internal view returns (IPlans.Plan memory) {
        return abi.decode(content.code, (IPlans.Plan));
    }
}
